package dev.skep.compiler.lang;

/**
 * Reads of memory that the verifier does not know: kernel memory behind unchecked pointers and user memory. A read that
 * fails gives zeros and a negative errno, as {@code bpf_probe_read_kernel} and its kin do. Lengths are in bytes; a
 * length that is not constant must be bounded by a test or a mask.
 */
public final class Mem {
    private Mem() {}

    /** Copies {@code destination.length} bytes of kernel memory. */
    public static int kernel(byte[] destination, long address) {
        return Machine.current().readKernel(destination, 0, address, destination.length);
    }

    /** Copies bytes of kernel memory to a place inside an array. */
    public static int kernel(byte[] destination, int offset, long address, int length) {
        return Machine.current().readKernel(destination, offset, address, length);
    }

    /** Copies a NUL-terminated kernel string; returns its length with the NUL, or a negative errno. */
    public static int kernelStr(byte[] destination, long address) {
        return Machine.current().readKernelString(destination, 0, address, destination.length);
    }

    /** Copies a NUL-terminated kernel string to a place inside an array. */
    public static int kernelStr(byte[] destination, int offset, long address, int length) {
        return Machine.current().readKernelString(destination, offset, address, length);
    }

    /** Copies {@code destination.length} bytes of the current process's memory. */
    public static int user(byte[] destination, long address) {
        return Machine.current().readUser(destination, 0, address, destination.length);
    }

    /** Copies bytes of the current process's memory to a place inside an array. */
    public static int user(byte[] destination, int offset, long address, int length) {
        return Machine.current().readUser(destination, offset, address, length);
    }

    /** Copies a NUL-terminated user string; returns its length with the NUL, or a negative errno. */
    public static int userStr(byte[] destination, long address) {
        return Machine.current().readUserString(destination, 0, address, destination.length);
    }

    /** Copies a NUL-terminated user string to a place inside an array. */
    public static int userStr(byte[] destination, int offset, long address, int length) {
        return Machine.current().readUserString(destination, offset, address, length);
    }

    /** One unsigned byte of kernel memory. */
    public static int kernelU8(long address) {
        return (int) Machine.current().readKernelNumber(address, 1);
    }

    /** Two bytes of kernel memory, unsigned, host order. */
    public static int kernelU16(long address) {
        return (int) Machine.current().readKernelNumber(address, 2);
    }

    /** Four bytes of kernel memory. */
    public static int kernelInt(long address) {
        return (int) Machine.current().readKernelNumber(address, 4);
    }

    /** Eight bytes of kernel memory. */
    public static long kernelLong(long address) {
        return Machine.current().readKernelNumber(address, 8);
    }

    /** One unsigned byte of user memory. */
    public static int userU8(long address) {
        return (int) Machine.current().readUserNumber(address, 1);
    }

    /** Two bytes of user memory, unsigned, host order. */
    public static int userU16(long address) {
        return (int) Machine.current().readUserNumber(address, 2);
    }

    /** Four bytes of user memory. */
    public static int userInt(long address) {
        return (int) Machine.current().readUserNumber(address, 4);
    }

    /** Eight bytes of user memory. */
    public static long userLong(long address) {
        return Machine.current().readUserNumber(address, 8);
    }

    /** Copies between arrays that the program may access; offsets and length are constants or bounded. */
    public static void copy(byte[] destination, int destinationOffset, byte[] source, int sourceOffset, int length) {
        System.arraycopy(source, sourceOffset, destination, destinationOffset, length);
    }

    /** Zeroes a whole array. */
    public static void zero(byte[] destination) {
        java.util.Arrays.fill(destination, (byte) 0);
    }
}
