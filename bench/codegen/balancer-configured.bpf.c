/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * The load balancer with its settings as read-only data, which the loader sets before it loads: libbpf's way to configure.
 * The verifier knows the values and removes what they decide against.
 */
struct settings {
	unsigned int ring_size;
	unsigned int seed;
	unsigned int source;
	unsigned int by_port;
};

const volatile struct settings settings __attribute__((section(".rodata"))) = {65536, 0x5ca1ab1e, 0x0a000001, 0};

#define RING_SIZE settings.ring_size
#define SEED settings.seed
#define SOURCE settings.source
#define BY_PORT settings.by_port
#include "balancer.h"
