/**
 * The plain C peer of the ICMP benchmark: the least a program can do that asks with sendmmsg(2) and takes the answers with recvmmsg(2).
 * No deadlines, no schedule, no times of arrival: it counts each answer once, so it is a floor and no monitor.
 * It is text here because only TypeScript is carried into the build.
 */
export const BLAST_C = String.raw`
/* usage: blast dgram|raw TARGETS PASSES TICK_MS
 * TICK_MS 0: every pass at full speed. Else: a batch every TICK_MS, so that a pass over all targets takes PASS_MS (10 s). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 128, BYTES = 64, ROOM = 128, PASS_MS = 10000, PATIENCE_MS = 1000 };
struct probe { struct icmphdr icmp; uint32_t token, pass, target; uint8_t pattern[BYTES - 20]; };

static struct mmsghdr out[BATCH], in[BATCH];
static struct iovec out_iov[BATCH], in_iov[BATCH];
static struct sockaddr_in to[BATCH], from[BATCH];
static struct probe request[BATCH];
static uint8_t packet[BATCH][ROOM];
static int fd, is_raw;
static uint32_t token, targets, pass;
static uint16_t identifier;
static uint32_t *answered_in;
static long answered;

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static double cpu(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static void nap(double s) {
  struct timespec t = {(time_t)s, (long)((s - (time_t)s) * 1e9)};
  if (s > 0) nanosleep(&t, NULL);
}

static uint16_t sum(const void *at) {
  const uint16_t *word = at;
  uint32_t s = 0;
  for (int i = 0; i < BYTES / 2; i++) s += word[i];
  s = (s >> 16) + (s & 0xffff);
  return ~(s + (s >> 16));
}

static void prepare(void) {
  for (int i = 0; i < BATCH; i++) {
    out_iov[i] = (struct iovec){&request[i], BYTES};
    in_iov[i] = (struct iovec){packet[i], ROOM};
    out[i].msg_hdr = (struct msghdr){.msg_name = &to[i], .msg_namelen = sizeof to[i], .msg_iov = &out_iov[i], .msg_iovlen = 1};
    in[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &in_iov[i], .msg_iovlen = 1};
    to[i].sin_family = AF_INET;
    request[i].icmp.type = ICMP_ECHO;
    request[i].icmp.un.echo.id = identifier;
    request[i].token = token;
  }
}

static void take(void) {
  for (;;) {
    int n = recvmmsg(fd, in, BATCH, MSG_DONTWAIT, NULL);
    if (n <= 0) return;
    for (int i = 0; i < n; i++) {
      const uint8_t *at = packet[i];
      unsigned length = in[i].msg_len;
      in[i].msg_hdr.msg_namelen = sizeof from[i];
      if (is_raw) { unsigned header = (at[0] & 15) * 4; if (length < header) continue; at += header; length -= header; }
      if (length < 20) continue;
      struct probe p;
      memcpy(&p, at, 20);
      if (p.icmp.type != ICMP_ECHOREPLY || p.token != token || p.pass != pass || p.target >= targets) continue;
      if (from[i].sin_addr.s_addr != htonl(0x7f010000u + p.target) || answered_in[p.target] == pass) continue;
      answered_in[p.target] = pass;
      answered++;
    }
    if (n < BATCH) return;
  }
}

static void ask(uint32_t first, int count) {
  for (int i = 0; i < count; i++) {
    to[i].sin_addr.s_addr = htonl(0x7f010000u + first + i);
    request[i].pass = pass;
    request[i].target = first + i;
    request[i].icmp.un.echo.sequence = htons((first + i) & 0xffff);
    request[i].icmp.checksum = 0;
    if (is_raw) request[i].icmp.checksum = sum(&request[i]);
  }
  for (int done = 0; done < count;) {
    int n = sendmmsg(fd, out + done, count - done, 0);
    if (n > 0) done += n;
    else if (errno == EAGAIN || errno == ENOBUFS) take();
    else { perror("sendmmsg"); exit(1); }
  }
}

/* A batch each tick, as many as a steady pace over PASS_MS makes due. */
static void one_pass(int tick_ms) {
  double start = seconds();
  uint32_t asked = 0;
  for (int tick = 1; asked < targets; tick++) {
    uint32_t due = tick_ms == 0 ? targets : (uint32_t)((double)targets * tick * tick_ms / PASS_MS);
    if (due > targets) due = targets;
    while (asked < due) {
      int count = due - asked < BATCH ? due - asked : BATCH;
      ask(asked, count);
      asked += count;
      take();
    }
    if (tick_ms > 0) nap(start + tick * tick_ms * 1e-3 - seconds());
  }
  for (double end = seconds() + PATIENCE_MS * 1e-3; take(), answered < (long)targets && seconds() < end;) nap(50e-6);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  is_raw = !strcmp(argv[1], "raw");
  targets = atoi(argv[2]);
  int passes = atoi(argv[3]), tick_ms = atoi(argv[4]), buffer = 8 << 20;
  fd = socket(AF_INET, is_raw ? SOCK_RAW : SOCK_DGRAM, IPPROTO_ICMP);
  if (fd < 0) { perror("socket"); return 1; }
  if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer)) setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  uint32_t only_replies = ~(1u << ICMP_ECHOREPLY);
  if (is_raw) setsockopt(fd, SOL_RAW, 1 /* ICMP_FILTER */, &only_replies, sizeof only_replies);
  token = (uint32_t)(seconds() * 1e9);
  identifier = token;
  answered_in = calloc(targets, sizeof *answered_in);
  prepare();
  pass = 1;
  one_pass(0); /* warms the caches: not measured */
  for (int i = 0; i < passes; i++) {
    pass++;
    answered = 0;
    double start = seconds(), used = cpu();
    one_pass(tick_ms);
    printf("{\"answered\":%ld,\"seconds\":%.6f,\"cpuSeconds\":%.6f}\n", answered, seconds() - start, cpu() - used);
  }
  return 0;
}
`;
