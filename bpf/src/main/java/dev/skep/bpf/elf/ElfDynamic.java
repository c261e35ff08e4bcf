package dev.skep.bpf.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a file asks of the dynamic linker.
 *
 * @param needed  names of the libraries that it is linked with
 * @param soname  the name by which others link with it; empty if it has none
 * @param runpath directories, separated by colons, to search for them; empty if there are none
 */
public record ElfDynamic(List<String> needed, String soname, String runpath) {
    public ElfDynamic {
        needed = List.copyOf(needed);
    }

    static ElfDynamic read(ElfFile elf) {
        Optional<ElfSegment> segment = elf.segments().stream()
                .filter(each -> each.type() == ElfSegment.DYNAMIC)
                .findFirst();
        if (segment.isEmpty()) {
            return new ElfDynamic(List.of(), "", "");
        }
        ElfBytes table = elf.file().slice(segment.get().offset(), segment.get().fileSize(), "the dynamic section");
        ElfBytes strings = strings(elf, table);
        List<String> needed = new ArrayList<>();
        String soname = "";
        String runpath = "";
        for (long at = 0; at + ElfLayout.DYNAMIC_BYTES <= table.size(); at += ElfLayout.DYNAMIC_BYTES) {
            long tag = table.int64(at);
            long value = table.int64(at + 8);
            if (tag == ElfLayout.DT_NULL) {
                break;
            } else if (tag == ElfLayout.DT_NEEDED) {
                needed.add(strings.string(value));
            } else if (tag == ElfLayout.DT_SONAME) {
                soname = strings.string(value);
            } else if (tag == ElfLayout.DT_RUNPATH || (tag == ElfLayout.DT_RPATH && runpath.isEmpty())) {
                runpath = strings.string(value);
            }
        }
        return new ElfDynamic(needed, soname, runpath);
    }

    private static ElfBytes strings(ElfFile elf, ElfBytes table) {
        long address = 0;
        long size = 0;
        for (long at = 0; at + ElfLayout.DYNAMIC_BYTES <= table.size(); at += ElfLayout.DYNAMIC_BYTES) {
            long tag = table.int64(at);
            if (tag == ElfLayout.DT_NULL) {
                break;
            }
            address = tag == ElfLayout.DT_STRTAB ? table.int64(at + 8) : address;
            size = tag == ElfLayout.DT_STRSZ ? table.int64(at + 8) : size;
        }
        return elf.file().slice(elf.fileOffset(address).orElse(0), size, "the dynamic strings");
    }
}
