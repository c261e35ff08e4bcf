package dev.skep.bpf.prog;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.skep.bpf.sys.Bpf;
import dev.skep.bpf.sys.BpfCommand;
import dev.skep.bpf.sys.BtfInfoLayout;
import dev.skep.bpf.sys.Errno;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.SyscallException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The BTF objects of the modules that one program is bound to, open while it is loaded. A call of a module's function names
 * its BTF by an index into {@code fd_array}, whose entry 0 stands for the kernel.
 */
final class ModuleDescriptors implements AutoCloseable {
    private static final int NAME_BYTES = 64;

    private final List<String> names = new ArrayList<>();
    private final List<FileDescriptor> descriptors = new ArrayList<>();

    /** The descriptor's number; 0 for the kernel itself. */
    int number(String module) {
        int index = index(module);
        return index == 0 ? 0 : descriptors.get(index - 1).number();
    }

    /** The index in {@link #array()}; 0 for the kernel itself. */
    int index(String module) {
        if (module.isEmpty()) {
            return 0;
        }
        int known = names.indexOf(module);
        if (known >= 0) {
            return known + 1;
        }
        descriptors.add(open(module));
        names.add(module);
        return names.size();
    }

    /** The descriptors' numbers for {@code fd_array}; empty if none is needed. */
    int[] array() {
        if (descriptors.isEmpty()) {
            return new int[0];
        }
        int[] array = new int[descriptors.size() + 1];
        for (int i = 0; i < descriptors.size(); i++) {
            array[i + 1] = descriptors.get(i).number();
        }
        return array;
    }

    private static FileDescriptor open(String module) {
        for (int id : KernelObjects.btfIds()) {
            FileDescriptor fd;
            try {
                fd = Bpf.openById(BpfCommand.BTF_GET_FD_BY_ID, id, "BTF id " + id);
            } catch (SyscallException gone) {
                if (gone.errno() == Errno.ENOENT) {
                    continue;
                }
                throw gone;
            }
            if (name(fd).equals(module)) {
                return fd;
            }
            fd.close();
        }
        throw new LoadException("module " + module + " was unloaded, or its BTF was");
    }

    /** The name of a kernel or module BTF; empty for a program's. */
    private static String name(FileDescriptor btf) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment name = scratch.allocate(NAME_BYTES, 8);
            MemorySegment info = scratch.allocate(BtfInfoLayout.BYTES, 8);
            info.set(JAVA_LONG, BtfInfoLayout.NAME, name.address());
            info.set(JAVA_INT, BtfInfoLayout.NAME_LEN, NAME_BYTES);
            Bpf.info(btf, info, "BTF object");
            return info.get(JAVA_INT, BtfInfoLayout.KERNEL_BTF) == 0 ? "" : name.getString(0);
        }
    }

    @Override
    public void close() {
        descriptors.forEach(FileDescriptor::close);
    }
}
