package dev.skep.bpf.map;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.RunningKernel;
import dev.skep.bpf.asm.Asm;
import dev.skep.bpf.asm.Helper;
import dev.skep.bpf.asm.Register;
import dev.skep.bpf.prog.AttachSpec;
import dev.skep.bpf.prog.Hook;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.ProgramSpec;
import dev.skep.bpf.prog.TestRun;
import dev.skep.bpf.sys.Cpus;
import dev.skep.bpf.sys.FileDescriptor;
import dev.skep.bpf.sys.PidFd;
import dev.skep.bpf.sys.Scratch;
import dev.skep.bpf.sys.Syscall;
import dev.skep.bpf.sys.SyscallException;
import dev.skep.bpf.sys.SyscallNumber;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class TypedViewsKernelTest {
    record Flow(int source, short port, byte protocol) {}

    record Count(long packets, long bytes) {}

    /** {@code struct bpf_devmap_val} and {@code struct bpf_cpumap_val}: a number and a program. */
    record Redirect(int target, int program) {}

    private static final Codec<Flow> FLOW = Codecs.ofRecord(MethodHandles.lookup(), Flow.class);
    private static final Codec<Count> COUNT = Codecs.ofRecord(MethodHandles.lookup(), Count.class);
    private static final Codec<Redirect> REDIRECT = Codecs.ofRecord(MethodHandles.lookup(), Redirect.class);
    private static final int AF_INET = 2, AF_XDP = 44, SOCK_DGRAM = 2, SOCK_RAW = 3, SOCK_CLOEXEC = 0x80000;

    @Test
    void recordsAreKeysAndValues() {
        try (BpfMap map = BpfMap.create(new MapSpec("flows", MapType.HASH, 8, 16, 100, 0))) {
            TypedMap<Flow, Count> flows = TypedMap.of(map, FLOW, COUNT);
            Flow flow = new Flow(0x0a000001, (short) 443, (byte) 6);
            assertThat(flows.get(flow)).isNull();
            assertThat(flows.replace(flow, new Count(1, 1))).isFalse();
            assertThat(flows.putIfAbsent(flow, new Count(1, 60))).isTrue();
            assertThat(flows.putIfAbsent(flow, new Count(2, 2))).isFalse();
            flows.put(new Flow(1, (short) 2, (byte) 3), new Count(7, 8));
            assertThat(flows.snapshot())
                    .containsOnly(
                            Map.entry(flow, new Count(1, 60)),
                            Map.entry(new Flow(1, (short) 2, (byte) 3), new Count(7, 8)));
            assertThat(flows.take(flow)).isEqualTo(new Count(1, 60));
            assertThat(flows.remove(flow)).isFalse();
            List<Count> drained = new ArrayList<>();
            flows.drain((key, value) -> drained.add(value));
            assertThat(drained).containsExactly(new Count(7, 8));
            assertThat(flows.snapshot()).isEmpty();
        }
    }

    @Test
    void perCpuValuesAreAListByCpu() {
        try (BpfMap map = BpfMap.create(new MapSpec("counts", MapType.PERCPU_HASH, 4, 16, 10, 0))) {
            PerCpuMap<Integer, Count> counts = PerCpuMap.of(map, Codecs.INT, COUNT);
            List<Count> values = IntStream.range(0, Cpus.possible())
                    .mapToObj(cpu -> new Count(cpu, cpu * 10L))
                    .toList();
            counts.put(3, values);
            assertThat(counts.get(3)).isEqualTo(values);
            assertThat(counts.get(4)).isNull();
            assertThat(counts.snapshot()).containsExactly(Map.entry(3, values));
            counts.drain((key, list) -> assertThat(list).isEqualTo(values));
            assertThat(counts.get(3)).isNull();
        }
    }

    @Test
    void viewsRefuseMapsOfAnotherShape() {
        try (BpfMap map = BpfMap.create(new MapSpec("counts", MapType.HASH, 4, 8, 10, 0))) {
            assertThatThrownBy(() -> TypedMap.of(map, Codecs.LONG, Codecs.LONG))
                    .hasMessage("map \"counts\" (HASH) has keys of 4 and values of 8 bytes, the view has 8 and 8");
            assertThatThrownBy(() -> PerCpuMap.of(map, Codecs.INT, Codecs.LONG)).hasMessageContaining("TypedMap");
            assertThatThrownBy(() -> KeylessMap.of(map, Codecs.LONG)).hasMessageContaining("TypedMap");
        }
    }

    @Test
    void queueOfRecords() {
        try (BpfMap map = BpfMap.create(new MapSpec("work", MapType.QUEUE, 0, 16, 2, 0))) {
            KeylessMap<Count> work = KeylessMap.of(map, COUNT);
            work.push(new Count(1, 2));
            assertThat(work.peek()).isEqualTo(new Count(1, 2));
            assertThat(work.pop()).isEqualTo(new Count(1, 2));
            assertThat(work.pop()).isNull();
        }
    }

    @Test
    void taskStorageIsKeyedByProcess() {
        try (BpfMap map = BpfMap.create(new MapSpec("tasks", MapType.TASK_STORAGE, 4, 8, 0, 0));
                FileDescriptor self = PidFd.open((int) ProcessHandle.current().pid())) {
            storesAndForgets(map, self);
        }
    }

    @Test
    void socketStorageIsKeyedBySocket() {
        try (BpfMap map = BpfMap.create(new MapSpec("socks", MapType.SK_STORAGE, 4, 8, 0, 0));
                FileDescriptor socket = socket(AF_INET, SOCK_DGRAM)) {
            storesAndForgets(map, socket);
        }
    }

    @Test
    void inodeStorageIsKeyedByFile(@TempDir Path directory) {
        try (BpfMap map = BpfMap.create(new MapSpec("inodes", MapType.INODE_STORAGE, 4, 8, 0, 0));
                FileDescriptor file = open(directory)) {
            storesAndForgets(map, file);
        }
    }

    @Test
    void cgroupStorageIsKeyedByCgroup(@TempDir Path hierarchy) throws IOException {
        assumeTrue(RunningKernel.isAtLeast(6, 2), "storage of cgroups (CGRP_STORAGE) is there since Linux 6.2");
        mount("cgroup2", hierarchy);
        Path cgroup = Files.createDirectory(hierarchy.resolve("skep-typed-views"));
        try (BpfMap map = BpfMap.create(new MapSpec("groups", MapType.CGRP_STORAGE, 4, 8, 0, 0));
                FileDescriptor directory = open(cgroup)) {
            storesAndForgets(map, directory);
        } finally {
            Files.delete(cgroup);
            unmount(hierarchy);
        }
    }

    private static void storesAndForgets(BpfMap map, FileDescriptor owner) {
        TypedMap<FileDescriptor, Long> storage = TypedMap.of(map, Codecs.DESCRIPTOR, Codecs.LONG);
        assertThat(storage.get(owner)).isNull();
        storage.put(owner, 42L);
        assertThat(storage.get(owner)).isEqualTo(42L);
        assertThat(storage.remove(owner)).isTrue();
        assertThat(storage.remove(owner)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEVMAP", "DEVMAP_HASH"})
    void deviceMapsHoldInterfaces(MapType type) {
        try (BpfMap map = BpfMap.create(new MapSpec("ports", type, 4, 8, 4, 0))) {
            TypedMap<Integer, Redirect> ports = TypedMap.of(map, Codecs.INT, REDIRECT);
            int loopback = 1;
            ports.put(2, new Redirect(loopback, -1));
            assertThat(ports.get(2)).isEqualTo(new Redirect(loopback, 0));
            assertThat(ports.remove(2)).isTrue();
        }
    }

    @Test
    void cpuMapHoldsQueueSizes() {
        try (BpfMap map = BpfMap.create(new MapSpec("cpus", MapType.CPUMAP, 4, 8, 2, 0))) {
            TypedMap<Integer, Redirect> cpus = TypedMap.of(map, Codecs.INT, REDIRECT);
            cpus.put(0, new Redirect(192, -1));
            assertThat(cpus.get(0)).isEqualTo(new Redirect(192, 0));
        }
    }

    @Test
    void xskMapHoldsPacketSockets() {
        try (BpfMap map = BpfMap.create(new MapSpec("xsks", MapType.XSKMAP, 4, 4, 4, 0));
                FileDescriptor socket = socket(AF_XDP, SOCK_RAW)) {
            setInt(socket, 283, 2, 64); // SOL_XDP, XDP_RX_RING: the map wants a socket with a ring
            ObjectMap<Integer> sockets = ObjectMap.of(map, Codecs.INT);
            sockets.put(0, socket);
            assertThat(sockets.remove(0)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SOCKMAP", "SOCKHASH"})
    void socketMapsHoldConnectedSockets(MapType type) {
        try (BpfMap map = BpfMap.create(new MapSpec("socks", type, 4, 8, 4, 0));
                FileDescriptor socket = socket(AF_INET, SOCK_DGRAM)) {
            addressCall(SyscallNumber.CONNECT, socket, 9);
            ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            map.update(new byte[4], value.putLong(socket.number()).array());
            // What comes back is the socket's cookie.
            assertThat(TypedMap.of(map, Codecs.INT, Codecs.LONG).get(0)).isPositive();
            assertThat(map.delete(new byte[4])).isTrue();
        }
    }

    @Test
    void reuseportArrayHoldsSockets() {
        try (BpfMap map = BpfMap.create(new MapSpec("group", MapType.REUSEPORT_SOCKARRAY, 4, 4, 4, 0));
                FileDescriptor socket = socket(AF_INET, SOCK_DGRAM)) {
            setInt(socket, 1, 15, 1); // SOL_SOCKET, SO_REUSEPORT
            addressCall(SyscallNumber.BIND, socket, 0);
            ObjectMap.of(map, Codecs.INT).put(1, socket);
            assertThat(ObjectMap.of(map, Codecs.INT).remove(1)).isTrue();
        }
    }

    @Test
    void cgroupArrayHoldsCgroups(@TempDir Path hierarchy) {
        mount("cgroup2", hierarchy);
        try (BpfMap map = BpfMap.create(new MapSpec("groups", MapType.CGROUP_ARRAY, 4, 4, 4, 0));
                FileDescriptor root = open(hierarchy)) {
            ObjectMap.of(map, Codecs.INT).put(1, root);
            assertThat(ObjectMap.of(map, Codecs.INT).remove(1)).isTrue();
        } finally {
            unmount(hierarchy);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY_OF_MAPS", "HASH_OF_MAPS"})
    void mapsOfMapsAnswerIds(MapType type) {
        MapSpec inner = new MapSpec("inner", MapType.HASH, 4, 8, 8, 0);
        try (BpfMap outer = BpfMap.create(new MapSpec("outer", type, 4, 4, 4, 0, 0, 0, inner, null, false));
                BpfMap element = BpfMap.create(inner)) {
            ObjectMap<Integer> maps = ObjectMap.of(outer, Codecs.INT);
            assertThat(maps.id(1)).isEmpty();
            maps.put(1, element.fd());
            assertThat(maps.id(1)).hasValue(element.info().id());
            assertThat(maps.remove(1)).isTrue();
        }
    }

    @Test
    void stackTracesAreReadByTheIdThatTheProgramGot() {
        MapSpec stacks = new MapSpec("stacks", MapType.STACK_TRACE, 4, 8 * 127, 64, 0);
        ProgramSpec spec = new ProgramSpec(
                "where",
                AttachSpec.of(Hook.RAW_TP),
                List.of(
                        Asm.ldMap(Register.R2, "stacks"),
                        Asm.mov64(Register.R3, 0),
                        Asm.call(Helper.GET_STACKID),
                        Asm.exit()),
                List.of(),
                List.of(),
                "GPL",
                0);
        try (LoadedObject object =
                new ObjectLoader().load(new ObjectSpec(List.of(stacks), List.of(spec), new byte[0]))) {
            int id = object.program("where")
                    .testRun(TestRun.ofContext(new byte[0]))
                    .returnValue();
            assertThat(id).isNotNegative();
            byte[] key = ByteBuffer.allocate(4)
                    .order(ByteOrder.nativeOrder())
                    .putInt(id)
                    .array();
            byte[] frames = object.map("stacks").lookup(key);
            assertThat(ByteBuffer.wrap(frames).order(ByteOrder.nativeOrder()).getLong())
                    .as("a kernel address")
                    .isNegative();
        }
    }

    @Test
    void pinnedMapIsReusedOrRefused(@TempDir Path directory) {
        MapSpec spec = new MapSpec("counts", MapType.HASH, 4, 8, 10, 0);
        Path pin = directory.resolve("counts");
        mount("bpf", directory);
        try {
            try (BpfMap first = BpfMap.reuse(pin, spec, null);
                    BpfMap second = BpfMap.reuse(pin, spec, null);
                    BpfMap third = BpfMap.fromPin(pin)) {
                TypedMap.of(first, Codecs.INT, Codecs.LONG).put(1, 2L);
                assertThat(TypedMap.of(second, Codecs.INT, Codecs.LONG).get(1)).isEqualTo(2L);
                assertThat(third.info()).isEqualTo(first.info());
            }
            assertThatThrownBy(() -> BpfMap.reuse(pin, spec.withMaxEntries(20), null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "at " + pin + " is pinned map \"counts\" (HASH, 4-byte key, 8-byte value, 10");
            assertThatThrownBy(() -> BpfMap.fromPin(directory.resolve("other")))
                    .isInstanceOf(SyscallException.class)
                    .hasMessageEndingWith("likely cause: nothing is pinned at that path");
        } finally {
            unmount(directory);
        }
    }

    private static FileDescriptor socket(int family, int type) {
        return FileDescriptor.own(
                Syscall.call(SyscallNumber.SOCKET, family, type | SOCK_CLOEXEC, 0), "socket", "family " + family);
    }

    private static void setInt(FileDescriptor socket, int level, int option, int value) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment memory = scratch.allocate(4, 4);
            memory.set(JAVA_INT, 0, value);
            long result = Syscall.call(SyscallNumber.SETSOCKOPT, socket.number(), level, option, memory.address(), 4);
            Syscall.check(result, "setsockopt", "test socket");
        }
    }

    /** {@code connect} or {@code bind} to 127.0.0.1. */
    private static void addressCall(int call, FileDescriptor socket, int port) {
        try (Scratch scratch = Scratch.open()) {
            ByteBuffer address = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
            address.putShort((short) AF_INET).order(ByteOrder.BIG_ENDIAN);
            address.putShort((short) port).putInt(0x7f000001);
            MemorySegment memory = scratch.copyOf(address.array());
            Syscall.check(Syscall.call(call, socket.number(), memory.address(), 16), "connect or bind", "test socket");
        }
    }

    private static FileDescriptor open(Path path) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment name = scratch.allocateFrom(path.toString());
            long result = Syscall.call(SyscallNumber.OPENAT, -100, name.address(), 0x80000);
            return FileDescriptor.own(result, "openat", path.toString());
        }
    }

    private static void mount(String fileSystem, Path directory) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment type = scratch.allocateFrom(fileSystem);
            MemorySegment target = scratch.allocateFrom(directory.toString());
            long result = Syscall.call(SyscallNumber.MOUNT, type.address(), target.address(), type.address(), 0, 0);
            Syscall.check(result, "mount", directory.toString());
        }
    }

    private static void unmount(Path directory) {
        try (Scratch scratch = Scratch.open()) {
            MemorySegment target = scratch.allocateFrom(directory.toString());
            Syscall.check(Syscall.call(SyscallNumber.UMOUNT2, target.address(), 2), "umount2", directory.toString());
        }
    }
}
