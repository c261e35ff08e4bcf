/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#include "bench.h"

SEC("xdp") int run(struct xdp_md *ctx)
{
	return XDP_PASS;
}
