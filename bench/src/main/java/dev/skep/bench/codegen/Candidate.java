package dev.skep.bench.codegen;

import dev.skep.bpf.asm.Instruction;
import dev.skep.bpf.prog.LoadedObject;
import dev.skep.bpf.prog.ObjectLoader;
import dev.skep.bpf.prog.ObjectSpec;
import dev.skep.bpf.prog.Program;
import dev.skep.bpf.prog.ProgramInfo;
import dev.skep.bpf.prog.TestRun;

/** A program in the kernel, with what can be counted about it and the times of its runs. */
final class Candidate implements AutoCloseable {
    private final Subject subject;
    private final ObjectSpec object;
    private final Samples samples = new Samples();
    private LoadedObject loaded;
    private Program program;

    /** Loads a program and fills its maps. */
    Candidate(Subject subject, ObjectSpec object) {
        this.subject = subject;
        this.object = object;
        this.loaded = new ObjectLoader().load(object);
        this.program = loaded.program(object.programs().getFirst().name());
        subject.fill(loaded);
    }

    /** Loads it once more in place of what is loaded. */
    void reload() {
        loaded.close();
        loaded = new ObjectLoader().load(object);
        program = loaded.program(object.programs().getFirst().name());
        subject.fill(loaded);
    }

    /** One run over a packet. */
    TestRun.Result run(byte[] data) {
        return program.testRun(TestRun.ofData(data));
    }

    /**
     * Nanoseconds of one run, by the kernel's own clock over many in a row, cut to whole ones. The time of the system call
     * would not do: it waits for an RCU grace period.
     */
    long measure(int repeat) {
        return program.testRun(TestRun.ofData(subject.packet()).repeated(repeat))
                .durationNanos();
    }

    Samples samples() {
        return samples;
    }

    /** Eight-byte slots of the program as it was compiled. */
    int instructions() {
        return object.programs().getFirst().instructions().stream()
                .mapToInt(Instruction::slots)
                .sum();
    }

    /** What the kernel says of it: instructions that the verifier walked, bytes of machine code. */
    ProgramInfo info() {
        return program.info();
    }

    @Override
    public void close() {
        loaded.close();
    }
}
