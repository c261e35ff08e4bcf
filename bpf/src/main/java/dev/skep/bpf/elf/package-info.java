/**
 * ELF files, 64-bit little-endian: sections, segments, symbols and notes, read from the mapped file when they are asked
 * for ({@link dev.skep.bpf.elf.ElfFile}). Damaged files give {@link dev.skep.bpf.elf.ElfException} and nothing else.
 */
@NullMarked
package dev.skep.bpf.elf;

import org.jspecify.annotations.NullMarked;
