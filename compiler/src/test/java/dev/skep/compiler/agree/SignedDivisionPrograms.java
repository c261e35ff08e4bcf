package dev.skep.compiler.agree;

import dev.skep.compiler.agree.Numbers.Operands;
import dev.skep.compiler.agree.Numbers.Results;
import dev.skep.compiler.lang.Xdp;
import dev.skep.compiler.lang.XdpPacket;

/** Signed division by a number that only the run knows: kernels before 6.6 have no instruction for it. */
final class SignedDivisionPrograms {
    private SignedDivisionPrograms() {}

    @Xdp
    static int signedDivisions(XdpPacket packet) {
        Operands o = Numbers.operands(packet);
        Results r = Numbers.results(packet);
        if (o == null || r == null || o.d == 0 || o.b == 0) {
            return 0;
        }
        r.r0 = o.c / o.d;
        r.r1 = o.c % o.d;
        r.r2 = o.a / o.b;
        r.r3 = o.a % o.b;
        return 2;
    }
}
