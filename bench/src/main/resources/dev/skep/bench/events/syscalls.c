/* Measures what one system call costs, in nanoseconds of thread CPU time: the minimum over batches.
 * usage: syscalls KIND CALLS_PER_BATCH BATCHES; prints one number.
 * KIND: getppid | devnull (write to a file) | eventfd (write) | unix (write on a socket pair) | tcp (write on loopback). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static uint64_t cpu_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (uint64_t)t.tv_sec * 1000000000u + t.tv_nsec;
}

static void tcp_pair(int pair[2]) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t n = sizeof a;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&a, n) || listen(listener, 1)) exit(1);
  getsockname(listener, (struct sockaddr *)&a, &n);
  pair[0] = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(pair[0], (struct sockaddr *)&a, n)) exit(1);
  pair[1] = accept(listener, 0, 0);
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const char *kind = argv[1];
  long calls = atol(argv[2]), batches = atol(argv[3]);
  char buffer[64];
  memset(buffer, 'x', sizeof buffer);
  int pair[2] = {-1, -1};
  size_t size = sizeof buffer;
  if (!strcmp(kind, "devnull")) pair[0] = open("/dev/null", O_WRONLY);
  else if (!strcmp(kind, "eventfd")) { pair[0] = eventfd(0, EFD_NONBLOCK); memset(buffer, 0, 8); buffer[0] = 1; size = 8; }
  else if (!strcmp(kind, "unix")) { if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair)) return 1; }
  else if (!strcmp(kind, "tcp")) tcp_pair(pair);
  uint64_t best = UINT64_MAX;
  char sink[65536];
  for (long b = 0; b < batches; b++) {
    uint64_t spent = 0;
    for (long done = 0; done < calls;) {
      long slice = calls - done < 64 ? calls - done : 64;
      uint64_t start = cpu_nanos();
      if (pair[0] < 0) for (long i = 0; i < slice; i++) syscall(SYS_getppid);
      else for (long i = 0; i < slice; i++) if (write(pair[0], buffer, size) < 0) return 1;
      spent += cpu_nanos() - start;
      done += slice;
      if (pair[1] >= 0) for (long got = 0; got < slice * (long)size;) got += read(pair[1], sink, sizeof sink);
    }
    if (spent < best) best = spent;
  }
  printf("%.1f\n", (double)best / calls);
  return 0;
}
