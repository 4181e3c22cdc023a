export async function drawWall(url: string, file: string): Promise<void> {
  await Promise.reject(new Error(`${url} ${file}`));
}
