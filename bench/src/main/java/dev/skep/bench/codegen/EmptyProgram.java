// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
package dev.skep.bench.codegen;

import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpAction;
import dev.skep.compiler.lang.XdpPacket;

/** Does nothing: what a run costs without a program. */
final class EmptyProgram {
    private EmptyProgram() {}

    @Xdp
    static int run(XdpPacket packet) {
        return XdpAction.PASS;
    }
}
