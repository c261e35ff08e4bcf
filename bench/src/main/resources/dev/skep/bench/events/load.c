/* An HTTP/1.1 load generator with a steady rate: keep-alive connections on 127.0.0.1, one thread, epoll.
 * usage: load PORT CONNECTIONS REQUESTS_PER_SECOND(0 = as fast as it goes) SECONDS
 * prints: requests failed seconds p50_us p99_us */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_CONNECTIONS 256
#define BUCKETS 100000 /* of 1 us */

static const char REQUEST[] = "GET /bench?item=1 HTTP/1.1\r\nHost: bench.local\r\nUser-Agent: skep-bench\r\nAccept: */*\r\n\r\n";
struct connection { int fd, busy; uint64_t sent; long wanted; char buffer[65536]; long filled; };
static struct connection connections[MAX_CONNECTIONS];
static uint32_t latency[BUCKETS];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + t.tv_nsec;
}

static int send_request(struct connection *c) {
  c->sent = now();
  c->busy = 1;
  c->filled = 0;
  c->wanted = -1;
  return write(c->fd, REQUEST, sizeof REQUEST - 1) == sizeof REQUEST - 1 ? 0 : -1;
}

/* 1 when the response is whole, 0 when more is to come, -1 on an error. */
static int receive(struct connection *c) {
  long n = read(c->fd, c->buffer + c->filled, sizeof c->buffer - 1 - c->filled);
  if (n <= 0) return n < 0 && errno == EAGAIN ? 0 : -1;
  c->filled += n;
  c->buffer[c->filled] = 0;
  if (c->wanted < 0) {
    char *end = strstr(c->buffer, "\r\n\r\n"), *length = strcasestr(c->buffer, "content-length:");
    if (!end) return 0;
    if (strncmp(c->buffer, "HTTP/1.1 200", 12) || !length) return -1;
    c->wanted = end + 4 - c->buffer + atol(length + 15);
  }
  return c->filled >= c->wanted;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int port = atoi(argv[1]), count = atoi(argv[2]), poll = epoll_create1(0);
  double rate = atof(argv[3]), seconds = atof(argv[4]);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (count > MAX_CONNECTIONS) count = MAX_CONNECTIONS;
  for (int i = 0; i < count; i++) {
    struct connection *c = &connections[i];
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (struct sockaddr *)&a, sizeof a)) { perror("connect"); return 1; }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &e);
  }
  uint64_t start = now(), end = start + (uint64_t)(seconds * 1e9);
  long started = 0, finished = 0, failed = 0;
  int next = 0;
  for (;;) {
    uint64_t t = now();
    if (t >= end && finished + failed == started) break;
    if (t >= end + 2000000000u) { failed += started - finished - failed; break; }
    long due = t >= end ? started : rate > 0 ? (long)((t - start) / 1e9 * rate) + 1 : started + count;
    for (int tried = 0; tried < count && started < due; tried++, next = (next + 1) % count) {
      if (connections[next].busy) continue;
      started++;
      if (send_request(&connections[next])) failed++;
    }
    struct epoll_event ready[64];
    int n = epoll_wait(poll, ready, 64, rate > 0 && t < end ? 0 : 10);
    for (int i = 0; i < n; i++) {
      struct connection *c = ready[i].data.ptr;
      int state = receive(c);
      if (state == 0) continue;
      c->busy = 0;
      if (state < 0) { failed++; epoll_ctl(poll, EPOLL_CTL_DEL, c->fd, 0); c->busy = 1; continue; }
      finished++;
      uint64_t micros = (now() - c->sent) / 1000;
      latency[micros < BUCKETS ? micros : BUCKETS - 1]++;
    }
  }
  double took = (now() - start) / 1e9;
  long seen = 0, p50 = 0, p99 = 0;
  for (long i = 0; i < BUCKETS; i++) {
    seen += latency[i];
    if (!p50 && seen * 2 >= finished) p50 = i;
    if (!p99 && seen * 100 >= finished * 99) { p99 = i; break; }
  }
  printf("%ld %ld %.3f %ld %ld\n", finished, failed, took, p50, p99);
  return failed != 0;
}
