/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
 * The load balancer with its settings as constants of the source.
 */
#define RING_SIZE 65537
#define SEED 0x5ca1ab1e
#define SOURCE 0x0a000001
#define BY_PORT 1
#include "balancer.h"
