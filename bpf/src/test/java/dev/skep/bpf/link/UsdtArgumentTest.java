package dev.skep.bpf.link;

import static dev.skep.bpf.link.UsdtArgument.PtRegister.RAX;
import static dev.skep.bpf.link.UsdtArgument.PtRegister.RBP;
import static dev.skep.bpf.link.UsdtArgument.PtRegister.RDI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skep.bpf.link.UsdtArgument.Constant;
import dev.skep.bpf.link.UsdtArgument.InMemory;
import dev.skep.bpf.link.UsdtArgument.InRegister;
import dev.skep.bpf.link.UsdtArgument.PtRegister;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class UsdtArgumentTest {
    @Test
    void readsConstantsRegistersAndMemory() {
        assertThat(UsdtArgument.parse("-4@$-5 8@%rdi 4@-20(%rbp) -1@-96(%rbp,%rax,8) 8@(%rdi)"))
                .containsExactly(
                        new Constant(4, true, -5),
                        new InRegister(8, false, RDI, 0),
                        new InMemory(4, false, RBP, null, 1, -20),
                        new InMemory(1, true, RBP, RAX, 8, -96),
                        new InMemory(8, false, RDI, null, 1, 0));
    }

    @Test
    void knowsRegistersByTheNameOfAnyWidth() {
        for (String name : new String[] {"rax", "eax", "ax", "al"}) {
            assertThat(UsdtArgument.parse("4@%" + name)).containsExactly(new InRegister(4, false, RAX, 0));
        }
        assertThat(UsdtArgument.parse("1@%ah")).containsExactly(new InRegister(1, false, RAX, 8));
        assertThat(UsdtArgument.parse("1@%dil")).containsExactly(new InRegister(1, false, RDI, 0));
        assertThat(UsdtArgument.parse("4@%r12d")).containsExactly(new InRegister(4, false, PtRegister.R12, 0));
        assertThat(UsdtArgument.parse("1@%sil")).containsExactly(new InRegister(1, false, PtRegister.RSI, 0));
    }

    @Test
    void toleratesSpacesInsideAnOperand() {
        assertThat(UsdtArgument.parse("8@8(%rbp, %rax, 4)")).containsExactly(new InMemory(8, false, RBP, RAX, 4, 8));
    }

    @Test
    void hasNoArgumentsForAnEmptySpecification() {
        assertThat(UsdtArgument.parse("")).isEmpty();
    }

    @Test
    void namesTheArgumentThatItDoesNotKnow() {
        assertThatThrownBy(() -> UsdtArgument.parse("8@%rdi 8@counter(%rip)"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("USDT argument \"8@counter(%rip)\" is of no known form");
        assertThatThrownBy(() -> UsdtArgument.parse("8@%xmm0")).hasMessage("%xmm0 is not a register of x86-64");
    }

    @Test
    void placesRegistersAsTheKernelDoes() {
        assertThat(PtRegister.RDI.offsetBytes()).isEqualTo(112);
        assertThat(PtRegister.RSP.offsetBytes()).isEqualTo(152);
        assertThat(PtRegister.RIP.offsetBytes()).isEqualTo(128);
    }
}
