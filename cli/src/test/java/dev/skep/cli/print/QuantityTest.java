package dev.skep.cli.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "1540, 1.54 kB",
        "23440000, 23.4 MB",
        "999950, 1.00 MB",
        "9223372036854775807, 9223 PB"
    })
    void bytesHaveThreeDigits(long bytes, String expected) {
        assertThat(Quantity.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "840, 840ns",
        "12340, 12.3µs",
        "999600, 1.00ms",
        "4560000, 4.56ms",
        "1234000000, 1.23s",
        "59960000000, 1m00s",
        "125000000000, 2m05s",
        "11040000000000, 3h04m",
        "453600000000000, 5d06h"
    })
    void durationsHaveTheUnitThatFits(long nanos, String expected) {
        assertThat(Quantity.duration(nanos)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1:80",
        "::1, [::1]:80",
        "::, [::]:80",
        "2001:db8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:80",
        "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:80",
        "fe80:0:0:0:0:0:0:0, [fe80::]:80"
    })
    void addressesHaveTheFormOfRfc5952(String host, String expected) throws UnknownHostException {
        assertThat(Quantity.address(new InetSocketAddress(InetAddress.getByName(host), 80)))
                .isEqualTo(expected);
    }
}
