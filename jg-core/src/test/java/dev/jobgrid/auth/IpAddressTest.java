package dev.jobgrid.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpAddressTest {
    /** What a forged header may hold that looks like an address, and could be taken for a host's name. */
    private static final List<String> NAMES = List.of(
            "x:y", "1.2.3.999", "999.1.1.1", ".:1", "1.2.3", "beef", "12345::1", "[x:y]", "[1.2.3.4]", "1:2:3%4");

    /** Started as a process of its own whose name server is a file in which all of them are hosts. */
    static final class Reader {
        private Reader() {}

        /** Prints what they are read as. */
        public static void main(String[] args) {
            NAMES.forEach(name -> System.out.println(name + " " + IpAddress.read(name)));
        }
    }

    @TempDir
    Path folder;

    @Test
    void anAddressIsWrittenInOneWay() {
        assertThat(IpAddress.read("10.0.0.7")).get().hasToString("10.0.0.7");
        for (String text : List.of("fd00::7", "[FD00::7]", "fd00:0:0:0:0:0:0:7%eth0", "[fd00::0.0.0.7%2]")) {
            assertThat(IpAddress.read(text)).get().hasToString("fd00:0:0:0:0:0:0:7");
        }
        assertThat(IpAddress.read("::ffff:10.0.0.7")).isEqualTo(IpAddress.read("10.0.0.7"));
    }

    @Test
    void whatOneClientHasIsAnAddressOrTheFirstHalfOfAnIpv6One() {
        assertThat(IpAddress.read("10.0.0.7").map(IpAddress::network)).isEqualTo(IpAddress.read("10.0.0.7"));
        assertThat(IpAddress.read("fd00:1:2:3:4:5:6:7").map(IpAddress::network))
                .isEqualTo(IpAddress.read("fd00:1:2:3::"));
    }

    @Test
    void noNameServerIsAskedForWhatIsNoAddress() throws Exception {
        assertThat(HostsFile.linesOf(Reader.class, NAMES, folder))
                .containsExactlyElementsOf(
                        NAMES.stream().map(name -> name + " Optional.empty").toList());
    }
}
