/**
 * The agent that the SNMP benchmark asks: a switch of 48 ports at every address of 127/8, in plain C, so that it is never what sets the
 * pace. It knows system, ifTable and ifXTable, answers at most some 1,400 bytes, and ends with its input.
 * It is text here because only TypeScript is carried into the build.
 */
export const AGENT_C = String.raw`
/* usage: agent; prints its port */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORTS = 48, BATCH = 64, MOST = 1400, NAMES = 128, PARTS = 64, OBJECTS = 2100 };
enum { INTEGER = 2, OCTETS = 4, OID = 6, SEQUENCE = 0x30, COUNTER = 0x41, GAUGE = 0x42, TICKS = 0x43, COUNTER64 = 0x46, NO_INSTANCE = 0x81, END = 0x82 };
enum { GET = 0xa0, GET_NEXT = 0xa1, RESPONSE = 0xa2, GET_BULK = 0xa5 };

struct object { uint32_t parts[PARTS]; int count; uint8_t name[40]; int name_bytes; uint8_t value[80]; int value_bytes; };
static struct object objects[OBJECTS];
static int known;

static int compare(const uint32_t *a, int na, const uint32_t *b, int nb) {
  for (int i = 0; i < na && i < nb; i++) if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  return na - nb;
}

static int by_name(const void *a, const void *b) {
  const struct object *x = a, *y = b;
  return compare(x->parts, x->count, y->parts, y->count);
}

static void add(int tag, const void *bytes, int length, const char *format, int column, int row) {
  struct object *o = &objects[known++];
  char text[96];
  snprintf(text, sizeof text, format, column, row);
  for (char *part = strtok(text, "."); part; part = strtok(NULL, ".")) o->parts[o->count++] = strtoul(part, NULL, 10);
  o->name[o->name_bytes++] = o->parts[0] * 40 + o->parts[1];
  for (int i = 2; i < o->count; i++) {
    if (o->parts[i] >= 128) o->name[o->name_bytes++] = 0x80 | o->parts[i] >> 7;
    o->name[o->name_bytes++] = o->parts[i] & 127;
  }
  o->value[0] = tag;
  o->value[1] = length;
  memcpy(o->value + 2, bytes, length);
  o->value_bytes = length + 2;
}

static void add_number(int tag, uint64_t value, const char *format, int column, int row) {
  uint8_t bytes[9];
  int length = 1;
  while (length < 9 && (value >> (8 * length - 1)) != 0) length++;
  for (int i = 0; i < length; i++) bytes[i] = i == 0 && length == 9 ? 0 : value >> 8 * (length - 1 - i);
  add(tag, bytes, length, format, column, row);
}

static void add_text(const char *text, const char *format, int column, int row) { add(OCTETS, text, strlen(text), format, column, row); }

static void build(void) {
  static const char *table = "1.3.6.1.2.1.2.2.1.%d.%d", *extension = "1.3.6.1.2.1.31.1.1.1.%d.%d", *system_group = "1.3.6.1.2.1.1.%d.%d";
  char text[64];
  add_text("A switch of 48 ports", system_group, 1, 0);
  add(OID, "\x2b\x06\x01\x04\x01\x63", 6, system_group, 2, 0);
  add_number(TICKS, 123456789, system_group, 3, 0);
  add_text("bench-switch", system_group, 5, 0);
  for (int row = 1; row <= PORTS; row++) {
    for (int column = 1; column <= 22; column++) {
      snprintf(text, sizeof text, "GigabitEthernet1/0/%d", row);
      if (column == 2) add_text(text, table, column, row);
      else if (column == 6) add(OCTETS, (uint8_t[]){2, 0, 0, 0, 0, row}, 6, table, column, row);
      else if (column == 22) add(OID, "\0", 1, table, column, row);
      else if (column == 9) add_number(TICKS, 1000, table, column, row);
      else if (column == 5 || column == 21) add_number(GAUGE, column == 5 ? 1000000000 : 0, table, column, row);
      else if (column < 9) add_number(INTEGER, (int[]){0, row, 0, 6, 1500, 0, 0, 1, 1}[column], table, column, row);
      else add_number(COUNTER, 40000007u * row, table, column, row);
    }
    for (int column = 1; column <= 19; column++) {
      snprintf(text, sizeof text, column == 1 ? "Gi1/0/%d" : "to camera %d", row);
      if (column == 1 || column == 18) add_text(text, extension, column, row);
      else if (column >= 6 && column <= 13) add_number(COUNTER64, 123456789012345ull * row, extension, column, row);
      else if (column == 14 || column == 16 || column == 17) add_number(INTEGER, 1, extension, column, row);
      else if (column == 15) add_number(GAUGE, 1000, extension, column, row);
      else if (column == 19) add_number(TICKS, 55, extension, column, row);
      else add_number(COUNTER, 777777u * row, extension, column, row);
    }
  }
  add_text("what follows the tables", "1.3.6.1.4.1.99.%d.%d", 1, 0);
  qsort(objects, known, sizeof *objects, by_name);
}

/* The first object that is not before the name. */
static int find(const uint32_t *parts, int count) {
  int low = 0, high = known;
  while (low < high) {
    int middle = (low + high) / 2;
    if (compare(objects[middle].parts, objects[middle].count, parts, count) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

static const uint8_t *at, *end;

/* Enters the next element; its length, or -1. */
static int enter(int *tag) {
  if (end - at < 2) return -1;
  *tag = *at++;
  int length = *at++;
  if (length & 0x80) {
    int bytes = length & 0x7f;
    if (bytes > 2 || end - at < bytes) return -1;
    for (length = 0; bytes-- > 0;) length = length << 8 | *at++;
  }
  return length > end - at ? -1 : length;
}

static int header(uint8_t *to, int tag, int length) {
  to[0] = tag;
  if (length < 128) { to[1] = length; return 2; }
  if (length < 256) { to[1] = 0x81; to[2] = length; return 3; }
  to[1] = 0x82; to[2] = length >> 8; to[3] = length;
  return 4;
}

static uint8_t list[4096];
static int list_bytes;

static void put(const uint8_t *name, int name_bytes, const uint8_t *value, int value_bytes) {
  list_bytes += header(list + list_bytes, SEQUENCE, 2 + name_bytes + value_bytes);
  list_bytes += header(list + list_bytes, OID, name_bytes);
  memcpy(list + list_bytes, name, name_bytes);
  memcpy(list + list_bytes + name_bytes, value, value_bytes);
  list_bytes += name_bytes + value_bytes;
}

static void put_object(int index, const uint8_t *asked, int asked_bytes) {
  static const uint8_t nothing[] = {END, 0};
  if (index < known) put(objects[index].name, objects[index].name_bytes, objects[index].value, objects[index].value_bytes);
  else put(asked, asked_bytes, nothing, 2);
}

static int answer(const uint8_t *question, int length, uint8_t *out) {
  static uint32_t parts[NAMES][PARTS];
  const uint8_t *names[NAMES];
  int name_bytes[NAMES], next[NAMES], asked = 0, tag, n;
  at = question;
  end = question + length;
  if ((n = enter(&tag)) < 0 || tag != SEQUENCE) return 0;
  const uint8_t *head = at;
  if ((n = enter(&tag)) < 0) return 0;
  at += n;
  if ((n = enter(&tag)) < 0) return 0;
  at += n;
  int head_bytes = at - head, pdu;
  if (enter(&pdu) < 0) return 0;
  const uint8_t *id = at;
  if ((n = enter(&tag)) < 0) return 0;
  at += n;
  int id_bytes = at - id, numbers[2] = {0, 0};
  for (int i = 0; i < 2; i++) {
    if ((n = enter(&tag)) < 0) return 0;
    while (n-- > 0) numbers[i] = numbers[i] << 8 | *at++;
  }
  if (enter(&tag) < 0) return 0;
  for (; at < end && asked < NAMES; asked++) {
    if (enter(&tag) < 0 || (n = enter(&tag)) < 1 || tag != OID) return 0;
    names[asked] = at;
    name_bytes[asked] = n;
    int count = 2;
    parts[asked][0] = at[0] / 40;
    parts[asked][1] = at[0] % 40;
    uint32_t value = 0;
    for (int i = 1; i < n && count < PARTS; i++) {
      value = value << 7 | (at[i] & 127);
      if (!(at[i] & 128)) { parts[asked][count++] = value; value = 0; }
    }
    at += n;
    if ((n = enter(&tag)) < 0) return 0;
    at += n;
    next[asked] = find(parts[asked], count);
    int is_there = next[asked] < known && compare(objects[next[asked]].parts, objects[next[asked]].count, parts[asked], count) == 0;
    if (pdu == GET && !is_there) next[asked] = -1;
    if (pdu != GET && is_there) next[asked]++;
  }
  static const uint8_t no_instance[] = {NO_INSTANCE, 0};
  list_bytes = 0;
  int once = pdu == GET_BULK ? numbers[0] : asked, rounds = pdu == GET_BULK ? numbers[1] : 0;
  for (int i = 0; i < asked && i < once; i++) {
    if (next[i] < 0) put(names[i], name_bytes[i], no_instance, 2);
    else put_object(next[i], names[i], name_bytes[i]);
  }
  for (int round = 0; round < rounds && list_bytes < MOST - 80; round++) {
    for (int i = once; i < asked && list_bytes < MOST - 80; i++) put_object(next[i] < known ? next[i]++ : known, names[i], name_bytes[i]);
  }
  uint8_t list_header[4], pdu_header[4];
  int list_header_bytes = header(list_header, SEQUENCE, list_bytes);
  int body = id_bytes + 6 + list_header_bytes + list_bytes;
  int pdu_header_bytes = header(pdu_header, RESPONSE, body);
  int w = header(out, SEQUENCE, head_bytes + pdu_header_bytes + body);
#define APPEND(from, bytes) (memcpy(out + w, from, bytes), w += (bytes))
  APPEND(head, head_bytes);
  APPEND(pdu_header, pdu_header_bytes);
  APPEND(id, id_bytes);
  APPEND("\2\1\0\2\1\0", 6);
  APPEND(list_header, list_header_bytes);
  APPEND(list, list_bytes);
  return w;
}

int main(void) {
  build();
  int s = socket(AF_INET, SOCK_DGRAM, 0), one = 1, room = 16 << 20;
  setsockopt(s, IPPROTO_IP, IP_PKTINFO, &one, sizeof one);
  if (setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room)) setsockopt(s, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  struct sockaddr_in here = {.sin_family = AF_INET};
  socklen_t here_bytes = sizeof here;
  if (bind(s, (void *)&here, sizeof here) || getsockname(s, (void *)&here, &here_bytes)) { perror("bind"); return 1; }
  printf("%d\n", ntohs(here.sin_port));
  fflush(stdout);
  static struct mmsghdr in[BATCH], out[BATCH];
  static struct iovec in_iov[BATCH], out_iov[BATCH];
  static uint8_t questions[BATCH][2048], answers[BATCH][4096 + 512];
  static struct sockaddr_in from[BATCH];
  static char control[BATCH][64];
  struct pollfd waits[2] = {{s, POLLIN, 0}, {0, POLLIN, 0}};
  for (;;) {
    if (poll(waits, 2, -1) < 0 || waits[1].revents) return 0;
    for (int i = 0; i < BATCH; i++) {
      in_iov[i] = (struct iovec){questions[i], sizeof questions[i]};
      in[i].msg_hdr = (struct msghdr){&from[i], sizeof from[i], &in_iov[i], 1, control[i], sizeof control[i], 0};
    }
    int n = recvmmsg(s, in, BATCH, MSG_DONTWAIT, NULL), count = 0;
    for (int i = 0; i < n; i++) {
      int bytes = answer(questions[i], in[i].msg_len, answers[count]);
      struct cmsghdr *c = CMSG_FIRSTHDR(&in[i].msg_hdr);
      if (bytes == 0 || !c) continue;
      /* From the address that was asked. */
      struct in_pktinfo *info = (void *)CMSG_DATA(c);
      info->ipi_ifindex = 0;
      info->ipi_spec_dst = info->ipi_addr;
      out_iov[count] = (struct iovec){answers[count], bytes};
      out[count].msg_hdr = (struct msghdr){&from[i], sizeof from[i], &out_iov[count], 1, control[i], CMSG_SPACE(sizeof *info), 0};
      count++;
    }
    for (int done = 0; done < count;) {
      int sent = sendmmsg(s, out + done, count - done, 0);
      if (sent <= 0) break;
      done += sent;
    }
  }
}
`;
