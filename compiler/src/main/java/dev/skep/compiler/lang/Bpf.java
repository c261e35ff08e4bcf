package dev.skep.compiler.lang;

/**
 * What a kernel program can ask and do. Each method is one helper of the kernel (bpf-helpers(7)) or a constant of the load;
 * on the JVM the current {@link Machine} answers.
 */
public final class Bpf {
    private Bpf() {}

    /** Nanoseconds since boot without time asleep ({@code CLOCK_MONOTONIC}; {@code bpf_ktime_get_ns}). */
    public static long ktime() {
        return Machine.current().ktimeNanos();
    }

    /** Nanoseconds since boot with time asleep ({@code CLOCK_BOOTTIME}; {@code bpf_ktime_get_boot_ns}). */
    public static long boottime() {
        return Machine.current().boottimeNanos();
    }

    /** Process id of the current task, as the root pid namespace has it (the kernel's {@code tgid}). */
    public static int tgid() {
        return (int) (Machine.current().pidTgid() >>> 32);
    }

    /** Thread id of the current task, as the root pid namespace has it (the kernel's {@code pid}). */
    public static int tid() {
        return (int) Machine.current().pidTgid();
    }

    /** {@code tgid << 32 | tid} in one call ({@code bpf_get_current_pid_tgid}). */
    public static long pidTgid() {
        return Machine.current().pidTgid();
    }

    /** Real user id of the current task. */
    public static int uid() {
        return (int) Machine.current().uidGid();
    }

    /** Real group id of the current task. */
    public static int gid() {
        return (int) (Machine.current().uidGid() >>> 32);
    }

    /** Writes the current task's name, NUL-padded; 16 bytes hold every name ({@code bpf_get_current_comm}). */
    public static void comm(byte[] destination) {
        Machine.current().comm(destination);
    }

    /** The current task as a trusted pointer ({@code bpf_get_current_task_btf}). */
    public static <T> T currentTask(Class<T> kernelClass) {
        return Machine.current().currentTask(kernelClass);
    }

    /** Id of the current task's cgroup in the v2 hierarchy ({@code bpf_get_current_cgroup_id}). */
    public static long cgroupId() {
        return Machine.current().cgroupId();
    }

    /** Id of the ancestor of the current task's cgroup at a depth, the root's being 0; 0 if there is none. */
    public static long ancestorCgroupId(int level) {
        return Machine.current().ancestorCgroupId(level);
    }

    /** The CPU that runs the program. */
    public static int cpu() {
        return Machine.current().cpu();
    }

    /** A pseudo-random number ({@code bpf_get_prandom_u32}). */
    public static int random() {
        return Machine.current().random();
    }

    /** The value that user space gave at attach ({@code bpf_get_attach_cookie}). */
    public static long cookie(Object context) {
        return Machine.current().cookie(context);
    }

    /** Address of the traced function ({@code bpf_get_func_ip}). */
    public static long functionIp(Object context) {
        return Machine.current().functionIp(context);
    }

    /** Sends a signal to the current process, from its own context; 0 or a negative errno ({@code bpf_send_signal}). */
    public static int sendSignal(int signal) {
        return Machine.current().sendSignal(signal);
    }

    /** Goes on in another program if the array has one at the index; returns only if it has not. */
    public static void tailCall(Object context, ProgArray programs, int index) {
        Machine.current().tailCall(context, programs, index);
    }

    /** Writes text and at most three numbers to the kernel's trace pipe ({@code bpf_trace_printk}); for debugging. */
    public static void printk(String constantFormat, long... arguments) {
        Machine.current().printk(constantFormat, arguments);
    }

    /** Id of the current stack in a stack map, or a negative errno ({@code bpf_get_stackid}); flags as the helper has. */
    public static int stackId(Object context, StackTraces stacks, long flags) {
        return Machine.current().stackId(context, stacks, flags);
    }

    /** Writes the current stack's addresses; returns bytes written or a negative errno ({@code bpf_get_stack}). */
    public static int stack(Object context, long[] destination, long flags) {
        return Machine.current().stack(context, destination, flags);
    }

    /** Sends the packet out of an interface: the verdict to return ({@code bpf_redirect}). */
    public static int redirect(int ifindex, long flags) {
        return Machine.current().redirect(ifindex, flags);
    }

    /** A cookie that names a socket for its life, 0 if it has none ({@code bpf_get_socket_cookie}). */
    public static long socketCookie(Object socketOrContext) {
        return Machine.current().socketCookie(socketOrContext);
    }

    /** The socket behind an open file, or null if it is something else ({@code bpf_sock_from_file}). */
    public static <T> @org.jspecify.annotations.Nullable T socketOf(Object file, Class<T> socketClass) {
        return Machine.current().socketOf(file, socketClass);
    }

    /** The TCP part of a socket, or null if it is none ({@code bpf_skc_to_tcp_sock}). */
    public static <T> @org.jspecify.annotations.Nullable T tcpSock(Object sock, Class<T> tcpSockClass) {
        return Machine.current().tcpSock(sock, tcpSockClass);
    }
}
