package dev.skep.compiler;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class AgreementKernelTest {
    @Test
    void computesAsTheJvmDoes() {
        Agreement.check(ArithmeticPrograms.class, CompileOptions.running(), 1);
    }

    @Test
    void computesAsTheJvmDoesWithTheOldestInstructions() {
        Agreement.check(ArithmeticPrograms.class, CompileOptions.baseline(), 2);
    }

    @Test
    void flowsAsTheJvmDoes() {
        Agreement.check(ControlPrograms.class, CompileOptions.running(), 3);
    }

    @Test
    void flowsAsTheJvmDoesWithTheOldestInstructions() {
        Agreement.check(ControlPrograms.class, CompileOptions.baseline(), 4);
    }

    @Test
    void remembersAsTheJvmDoes() {
        Agreement.check(MapPrograms.class, CompileOptions.running(), 5);
    }

    @Test
    void remembersAsTheJvmDoesWithTheOldestInstructions() {
        Agreement.check(MapPrograms.class, CompileOptions.baseline(), 6);
    }

    @Test
    void callsAsTheJvmDoes() {
        Agreement.check(FunctionPrograms.class, CompileOptions.running(), 7);
    }

    @Test
    void callsAsTheJvmDoesWithTheOldestInstructions() {
        Agreement.check(FunctionPrograms.class, CompileOptions.baseline(), 8);
    }
}
