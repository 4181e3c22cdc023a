// Owns an embedded PostgreSQL until it is killed: prints its address, then waits. Arguments: the compiled platform room, the data folder.
const [platform, folder] = process.argv.slice(2);
const { startEmbeddedPostgres } = await import(platform);
try {
  const { url, notes } = await startEmbeddedPostgres(folder);
  console.log(JSON.stringify({ url, notes }));
  process.on('SIGTERM', () => process.exit(0));
  setInterval(() => undefined, 1_000);
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exit(3);
}
