package dev.skep.bpf.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.DescriptorLeakCheck;
import dev.skep.bpf.feature.Feature;
import dev.skep.bpf.prog.Hook;
import dev.skep.lab.RequiresFeature;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("kernel")
@ExtendWith(DescriptorLeakCheck.class)
class UprobeLinkTest {
    private static final Path PROGRAM = Subject.program();

    private static CountingProgram load(Hook hook) {
        return CountingProgram.Options.of(hook, "").withCookie().load();
    }

    @Test
    void countsCallsOfAFunction() {
        try (Subject subject = Subject.start();
                CountingProgram counting = load(Hook.UPROBE)) {
            UprobeTarget work = UprobeTarget.parse(PROGRAM + ":work");
            Link link = UprobeLink.attach(counting.program(), work, UprobeLink.ALL_PROCESSES, 9);
            assertThat(link.info().orElseThrow().target())
                    .isIn("uprobe " + PROGRAM + "+0x" + Long.toHexString(work.offset()), "perf event");
            subject.work();
            subject.work();
            assertThat(counting.count()).isEqualTo(2);
            assertThat(counting.cookie()).isEqualTo(9);
            link.close();
            subject.work();
            assertThat(counting.count()).isEqualTo(2);
        }
    }

    @Test
    void countsReturnsOfAFunction() {
        try (Subject subject = Subject.start();
                CountingProgram counting = load(Hook.URETPROBE);
                Link link = UprobeLink.attachReturn(
                        counting.program(), UprobeTarget.ofSymbol(PROGRAM, "other", 0), UprobeLink.ALL_PROCESSES, 0)) {
            subject.work();
            assertThat(counting.count()).isEqualTo(1);
            assertThat(link.toString()).contains("on return of ").contains("subject+0x");
        }
    }

    @Test
    void keepsToOneProcess() {
        try (Subject mine = Subject.start();
                Subject other = Subject.start();
                CountingProgram counting = load(Hook.UPROBE);
                Link link = UprobeLink.attach(
                        counting.program(), UprobeTarget.ofSymbol(PROGRAM, "work", 0), mine.pid(), 0)) {
            other.work();
            assertThat(counting.count()).isZero();
            mine.work();
            assertThat(counting.count()).isEqualTo(1);
            assertThat(link.info()).isPresent();
        }
    }

    @Test
    void attachesWithoutALinkAsOldKernelsMust() {
        try (Subject subject = Subject.start();
                CountingProgram counting =
                        CountingProgram.Options.of(Hook.UPROBE, "").load()) {
            UprobeTarget work = UprobeTarget.ofSymbol(PROGRAM, "work", 0);
            Link link = PerfEventAttachment.attachByIoctl(
                    counting.program(),
                    ProbeEvent.open(
                            "uprobe", Feature.UPROBE, false, 0, PROGRAM.toString(), work.offset(), -1, "the probe"),
                    "the probe");
            subject.work();
            assertThat(counting.count()).isEqualTo(1);
            assertThat(link.info()).isEmpty();
            assertThatThrownBy(() -> link.pin(Path.of("/x")))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("the probe is not a kernel link and cannot be pinned:"
                            + " this kernel has none for its hook");
            link.close();
            link.close();
            subject.work();
            assertThat(counting.count()).isEqualTo(1);
        }
    }

    @Test
    @RequiresFeature(Feature.UPROBE_MULTI)
    void attachesToManyPlacesAtOnce() {
        try (Subject subject = Subject.start();
                CountingProgram counting = load(Hook.UPROBE_MULTI)) {
            List<UprobeTarget> places =
                    List.of(UprobeTarget.ofSymbol(PROGRAM, "work", 0), UprobeTarget.ofSymbol(PROGRAM, "other", 0));
            try (BpfLink link = UprobeLink.attachMulti(counting.program(), places, subject.pid(), 1, 2)) {
                subject.work();
                assertThat(counting.count()).isEqualTo(2);
                assertThat(counting.cookie()).isEqualTo(2);
                assertThat(link.info().orElseThrow().target()).isIn("2 places in " + PROGRAM, "2 places in a file");
            }
            subject.work();
            assertThat(counting.count()).isEqualTo(2);
            assertThatThrownBy(() -> UprobeLink.attachMulti(counting.program(), places, 0, 1))
                    .hasMessage("1 cookies for 2 places");
        }
    }

    @Test
    void attachesToALibraryByItsShortName() {
        UprobeTarget target = UprobeTarget.parse("c:getaddrinfo");
        assertThat(target.file()).hasFileName("libc.so.6");
        assertThat(target).isEqualTo(UprobeTarget.parse("libc.so.6:getaddrinfo"));
        try (CountingProgram counting = load(Hook.UPROBE);
                Link link = UprobeLink.attach(counting.program(), target)) {
            assertThat(link.info()).isPresent();
        }
    }

    @Test
    void saysWhatItCannotFind() {
        assertThatThrownBy(() -> UprobeTarget.parse(PROGRAM + ":no_such_function"))
                .hasMessage(PROGRAM + " has no function no_such_function");
        assertThatThrownBy(() -> UprobeTarget.parse("no_such_library:x"))
                .hasMessage("no program or library \"no_such_library\"");
        assertThatThrownBy(() -> UprobeTarget.parse("libc"))
                .hasMessage("\"libc\" is not FILE:FUNCTION, as in \"libc.so.6:getaddrinfo\"");
        assertThatThrownBy(() -> UprobeTarget.parse("/etc/passwd:root"))
                .hasMessageStartingWith("/etc/passwd is not a program or library: ");
    }

    @Test
    void findsUsdtProbesWithTheirArguments() {
        List<UsdtProbe> places = UsdtProbe.parse(PROGRAM + ":subject:tick");
        assertThat(places).singleElement().satisfies(place -> {
            assertThat(place.target().referenceCounter()).isPositive();
            assertThat(place.arguments()).hasSize(2);
            assertThat(place.arguments().get(0)).isInstanceOfSatisfying(UsdtArgument.InRegister.class, argument -> {
                assertThat(argument.sizeBytes()).isEqualTo(4);
                assertThat(argument.signed()).isTrue();
            });
            assertThat(place.arguments().get(1)).isEqualTo(new UsdtArgument.Constant(8, false, 77));
        });
        assertThatThrownBy(() -> UsdtProbe.parse(PROGRAM + ":subject:tock"))
                .hasMessage(PROGRAM + " has no USDT probe subject:tock; it has subject:tick");
    }

    @Test
    void raisesTheSemaphoreOfAUsdtProbe() {
        for (Hook hook : Feature.UPROBE_MULTI.works() ? List.of(Hook.USDT, Hook.UPROBE_MULTI) : List.of(Hook.USDT)) {
            try (Subject subject = Subject.start();
                    CountingProgram counting = load(hook)) {
                assertThat(subject.work()).isZero();
                Link link = UsdtLink.attach(counting.program(), UsdtProbe.parse(PROGRAM + ":tick"), subject.pid());
                assertThat(subject.work()).isEqualTo(1);
                assertThat(counting.count()).isEqualTo(1);
                link.close();
                assertThat(subject.work()).isZero();
                assertThat(counting.count()).isEqualTo(1);
            }
        }
    }
}
