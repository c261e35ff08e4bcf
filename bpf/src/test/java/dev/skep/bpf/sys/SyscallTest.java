package dev.skep.bpf.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class SyscallTest {
    @Test
    void answersTheResult() {
        assertThat(Syscall.call(SyscallNumber.GETPID))
                .isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void answersTheNegatedErrno() {
        assertThat(Errno.ofResult(Syscall.call(SyscallNumber.CLOSE, 1_000_000))).isEqualTo(Errno.EBADF);
    }

    @Test
    void namesCallObjectErrorAndCause() {
        Host unprivileged = new Host(0, "none", 2, "6.1.0");
        String cause = LikelyCause.of("bpf(BPF_MAP_CREATE)", Errno.EPERM, unprivileged);

        assertThatThrownBy(() -> {
                    throw new SyscallException("bpf(BPF_MAP_CREATE)", "map \"flows\"", Errno.EPERM, cause);
                })
                .hasMessage("bpf(BPF_MAP_CREATE) of map \"flows\": EPERM (Operation not permitted); likely cause: "
                        + "the process lacks CAP_BPF; run as root, or grant CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN");
    }

    @Test
    void scratchBlocksNestAndAreZeroed() {
        try (Scratch outer = Scratch.open()) {
            MemorySegment first = outer.allocate(64, 8);
            long inner;
            try (Scratch block = Scratch.open()) {
                MemorySegment second = block.allocate(64, 8);
                inner = second.address();
                assertThat(inner).isGreaterThanOrEqualTo(first.address() + 64);
                second.fill((byte) 0xff);
            }
            MemorySegment again = outer.allocate(64, 8);
            assertThat(again.address()).isEqualTo(inner);
            assertThat(again.mismatch(MemorySegment.ofArray(new byte[64]))).isEqualTo(-1);
        }
    }

    @Test
    void scratchTakesLargeRequestsFromElsewhere() {
        try (Scratch scratch = Scratch.open()) {
            assertThat(scratch.allocate(1 << 20, 8).byteSize()).isEqualTo(1 << 20);
        }
    }

    @Test
    void descriptorClosesOnce() {
        EventFd event = EventFd.create();
        event.signal();
        event.signal();
        assertThat(event.drain()).isEqualTo(2);
        assertThat(event.drain()).isZero();
        FileDescriptor fd = event.fd();
        event.close();
        event.close();
        assertThat(fd.isOpen()).isFalse();
        assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void epollReportsTheTokenOfWhatIsReady() {
        try (Epoll epoll = Epoll.create(4);
                EventFd quiet = EventFd.create();
                EventFd loud = EventFd.create()) {
            epoll.add(quiet.fd(), Epoll.IN, 7);
            epoll.add(loud.fd(), Epoll.IN, 0x1234_5678_9abcL);
            assertThat(epoll.await(0)).isZero();
            loud.signal();
            assertThat(epoll.await(1000)).isEqualTo(1);
            assertThat(epoll.token(0)).isEqualTo(0x1234_5678_9abcL);
        }
    }

    @Test
    void parsesCpuLists() {
        assertThat(Cpus.parse("0-3,8,10-11\n")).containsExactly(0, 1, 2, 3, 8, 10, 11);
        assertThat(Cpus.parse("\n")).isEmpty();
        assertThatThrownBy(() -> Cpus.parse("0-x")).hasMessageContaining("0-x");
    }

    @Test
    void parsesWhatTheHostAllows() {
        assertThat(Host.parseLockdown("none [integrity] confidentiality\n")).isEqualTo("integrity");
        assertThat(Host.parseLockdown("")).isEmpty();
        assertThat(Host.parseCapabilities("Name:\tx\nCapEff:\t000001ffffffffff\n"))
                .isEqualTo(0x1ff_ffff_ffffL);
    }

    @Test
    void knowsErrorsByNumber() {
        assertThat(Errno.of(22)).isEqualTo(Errno.EINVAL);
        assertThat(Errno.of(524)).isEqualTo(Errno.ENOTSUPP);
        assertThat(Errno.of(4000)).isEqualTo(Errno.UNKNOWN);
        assertThat(Errno.EPERM.text().getBytes(StandardCharsets.US_ASCII)).hasSize(23);
    }
}
