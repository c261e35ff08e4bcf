package dev.skep.compiler;

import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Context;
import dev.skep.compiler.lang.Fentry;
import dev.skep.compiler.lang.Fexit;
import dev.skep.compiler.lang.Hash;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Kprobe;
import dev.skep.compiler.lang.Kretprobe;
import dev.skep.compiler.lang.Ksyms;
import dev.skep.compiler.lang.Lsm;
import dev.skep.compiler.lang.Maps;

/** Programs for hooks that this kernel lacks: they are compiled only. */
final class ProbePrograms {
    @Kernel("file")
    static class OpenFile {
        Inode f_inode;
        int f_flags;
    }

    @Kernel("inode")
    static class Inode {
        short i_mode;
        long i_ino;
    }

    @Kernel("sock")
    static class Sk {
        int sk_protocol;
    }

    static final Hash<Long, Long> SEEN = Maps.hash(128);

    private ProbePrograms() {}

    @Kprobe("tcp_sendmsg")
    static void entry(Sk sk, long message, long size) {
        if (sk.sk_protocol == 6) {
            SEEN.put(Ksyms.address(sk), size);
        }
    }

    @Kretprobe("tcp_sendmsg")
    static void result(Context context, int sent) {
        if (sent < 0) {
            SEEN.put(Bpf.functionIp(context), (long) sent);
        }
    }

    @Fentry("tcp_sendmsg")
    static void trampoline(Sk sk, long message, long size) {
        if (sk.sk_protocol == 6) {
            SEEN.put(Ksyms.address(sk), size);
        }
    }

    @Fexit("tcp_sendmsg")
    static void left(Sk sk, long message, long size, int sent) {
        if (sent > 0) {
            SEEN.put(Ksyms.address(sk), (long) sent);
        }
    }

    @Lsm(value = "file_open", sleepable = true)
    static int open(OpenFile file, int soFar) {
        if (soFar != 0) {
            return soFar;
        }
        return file.f_inode.i_ino == 4711 && (file.f_flags & 3) != 0 ? -13 : 0;
    }
}
