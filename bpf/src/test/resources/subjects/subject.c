// A process to attach to: for each line on its input it calls work(), passes a USDT probe, and answers with a line.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

unsigned short subject_tick_semaphore __attribute__((section(".probes")));

__attribute__((noinline)) int work(int number) {
    __asm__ volatile("" ::: "memory");
    return number * 2;
}

__attribute__((noinline)) int other(int number) {
    __asm__ volatile("" ::: "memory");
    return number + 1;
}

// What DTRACE_PROBE2(subject, tick, number, 77L) of sys/sdt.h expands to on x86-64.
static inline __attribute__((always_inline)) void tick(int number) {
    __asm__ volatile("990: nop\n"
                     ".pushsection .note.stapsdt,\"\",\"note\"\n"
                     ".balign 4\n"
                     ".4byte 992f-991f, 994f-993f, 3\n"
                     "991: .asciz \"stapsdt\"\n"
                     "992: .balign 4\n"
                     "993: .8byte 990b\n"
                     ".8byte _.stapsdt.base\n"
                     ".8byte subject_tick_semaphore\n"
                     ".asciz \"subject\"\n"
                     ".asciz \"tick\"\n"
                     ".asciz \"-4@%0 8@$77\"\n"
                     "994: .balign 4\n"
                     ".popsection\n"
                     ".ifndef _.stapsdt.base\n"
                     ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n"
                     ".weak _.stapsdt.base\n"
                     ".hidden _.stapsdt.base\n"
                     "_.stapsdt.base: .space 1\n"
                     ".size _.stapsdt.base, 1\n"
                     ".popsection\n"
                     ".endif\n" ::"r"(number));
}

int main(void) {
    char line[64];
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin)) {
        volatile unsigned short *semaphore = &subject_tick_semaphore;
        int result = work(21) + other(0);
        if (*semaphore) {
            tick(21);
        }
        printf("%d %d\n", result, *semaphore);
    }
    return 0;
}
