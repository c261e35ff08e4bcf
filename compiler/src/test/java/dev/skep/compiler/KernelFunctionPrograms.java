package dev.skep.compiler;

import dev.skep.compiler.lang.Array;
import dev.skep.compiler.lang.Bpf;
import dev.skep.compiler.lang.Config;
import dev.skep.compiler.lang.Fentry;
import dev.skep.compiler.lang.Fexit;
import dev.skep.compiler.lang.FmodRet;
import dev.skep.compiler.lang.Kernel;
import dev.skep.compiler.lang.Kprobe;
import dev.skep.compiler.lang.Kretprobe;
import dev.skep.compiler.lang.Lsm;
import dev.skep.compiler.lang.Maps;

/** Programs at functions of the kernel: they see, or decide about, what one process does. */
final class KernelFunctionPrograms {
    private static final int EPERM = 1;

    private KernelFunctionPrograms() {}

    @Kernel("task_struct")
    static class Task {
        int pid;
        int tgid;
    }

    static final class Seen {
        int entries;
        int exits;
        int asked;
        int result;
    }

    /** By breakpoints. */
    static final class Kprobes {
        static final Array<Seen> SEEN = Maps.array(1);

        @Config
        static int process;

        private Kprobes() {}

        @Kprobe("security_task_getpgid")
        static void onEntry(Task task) {
            Seen seen = SEEN.get(0);
            if (seen != null && Bpf.tgid() == process) {
                seen.entries++;
                seen.asked = task.tgid;
            }
        }

        @Kretprobe("security_task_getpgid")
        static void onReturn(int result) {
            Seen seen = SEEN.get(0);
            if (seen != null && Bpf.tgid() == process) {
                seen.exits++;
                seen.result = result;
            }
        }
    }

    /** By trampolines. */
    static final class Trampolines {
        static final Array<Seen> SEEN = Maps.array(1);

        @Config
        static int process;

        private Trampolines() {}

        @Fentry("security_task_getpgid")
        static void onEntry(Task task) {
            Seen seen = SEEN.get(0);
            if (seen != null && Bpf.tgid() == process) {
                seen.entries++;
                seen.asked = task.tgid;
            }
        }

        @Fexit("security_task_getpgid")
        static void onReturn(Task task, int result) {
            Seen seen = SEEN.get(0);
            if (seen != null && Bpf.tgid() == process) {
                seen.exits++;
                seen.result = result;
            }
        }
    }

    /** Answers in the kernel's place. */
    static final class Modifier {
        @Config
        static int process;

        private Modifier() {}

        @FmodRet("security_task_getpgid")
        static int answer(Task task, int result) {
            return Bpf.tgid() == process && task.tgid == process ? -EPERM : 0;
        }
    }

    @Kernel("inode")
    static class Inode {
        long i_ino;
    }

    @Kernel("file")
    static class OpenedFile {
        Inode f_inode;
    }

    /** Keeps one process from one file. */
    static final class FileGuard {
        static final Array<Seen> SEEN = Maps.array(1);

        @Config
        static int process;

        @Config
        static long inode;

        private FileGuard() {}

        @Lsm("file_open")
        static int onOpen(OpenedFile file) {
            if (Bpf.tgid() != process || file.f_inode.i_ino != inode) {
                return 0;
            }
            Seen seen = SEEN.get(0);
            if (seen != null) {
                seen.entries++;
            }
            return -EPERM;
        }
    }
}
