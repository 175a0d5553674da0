package dev.jobgrid.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.testkit.InTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private static Map<String, ConfiguredOption> parsed(String text) {
        return ConfigFile.parse("server.yaml", text, SomeOptions.KNOWN);
    }

    @Test
    void valuesAreReadWithTheirLines() {
        assertThat(parsed("""
            # of the whole server
            port: 9090
            credits: true
            mount:
              - data=/mnt/data:ro
              - "scratch=/mnt/scratch:rw:team-a,team-b"
            docker: true
            postgres: jdbc:postgresql://db/grid?user=u
            """))
                .containsOnly(
                        Map.entry("port", option(2, "9090")),
                        Map.entry("credits", option(3, "true")),
                        Map.entry("mount", option(4, "data=/mnt/data:ro", "scratch=/mnt/scratch:rw:team-a,team-b")),
                        Map.entry("docker", option(7, "local")),
                        Map.entry("postgres", option(8, "jdbc:postgresql://db/grid?user=u")));
    }

    private static ConfiguredOption option(int line, String... values) {
        return new ConfiguredOption(List.of(values), "server.yaml, line " + line);
    }

    @Test
    void anEmptyFileSaysNothing() {
        assertThat(parsed("")).isEmpty();
        assertThat(parsed("# nothing yet\n")).isEmpty();
    }

    @Test
    void aMapInAListIsReadAsPairs() {
        assertThat(parsed("""
            node:
              - name: a
                docker: unix:///run/a.sock
                gpu: [NVIDIA L4:24, NVIDIA H100:80x2]
              - name=b,region=eu
            """).get("node"))
                .isEqualTo(option(
                        1,
                        "name=a,docker=unix:///run/a.sock,gpu=NVIDIA L4:24,gpu=NVIDIA H100:80x2",
                        "name=b,region=eu"));
        assertRefused("node: [{name: 'a,b'}]", "server.yaml, line 1: name has a comma, which it cannot have here");
        assertRefused("node: [{name: a, name: b}]", "name is given twice");
    }

    @Test
    void whatIsNotAllowedIsToldWithItsLineAndTheWayOut() {
        assertRefused("prot: 1", "server.yaml, line 1: there is no option 'prot'; did you mean port?");
        assertRefused("help: true", "there is no option 'help'");
        assertRefused("\nport: [1, 2]", "line 2: port is a list; one value is allowed, such as port: 8080");
        assertRefused("port: many", "port is 'many'; a whole number is allowed, such as port: 8080");
        assertRefused("port:", "port has no value; write a value, such as port: 8080");
        assertRefused("port: {a: 1}", "port is not a value but has others below it");
        assertRefused("port: 1\nport: 2", "line 2: port was given already in server.yaml, line 1");
        assertRefused("credits: yes", "credits is 'yes'; true or false is allowed, such as credits: true");
        assertRefused("docker: false", "docker is false; leave it out");
        assertRefused("- port", "lines of an option and its value, such as port: 8080");
        assertRefused("port: 1\n\tcredits: true", "line 2: this is no YAML");
        assertRefused("port: 1\n---\nport: 2", "this is no YAML");
    }

    @Test
    void nothingMultipliesInAFile() {
        assertRefused("mount: &a [x, y]\nnode: *a", "cannot be read");
        assertRefused("port: " + "[".repeat(10_000), "cannot be read");
    }

    @Test
    void aFileThatIsNoYamlIsNotQuoted() {
        assertThatThrownBy(() -> parsed("postgres: jdbc:postgresql://db/grid?password=s3cretA: b: c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cretA")
                .hasNoCause();
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> parsed(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileWithAPasswordIsClosedToOthers() throws Exception {
        Path file = folder.resolve("server.yaml");
        Files.writeString(file, "postgres: jdbc:postgresql://db/grid?user=u&password=s3cretB\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> ConfigFile.read(file, SomeOptions.KNOWN))
                .hasMessageContaining("line 1 holds a password")
                .hasMessageContaining("chmod o-rwx " + file)
                .hasMessageNotContaining("s3cretB");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(ConfigFile.read(file, SomeOptions.KNOWN)).containsKey("postgres");
        Files.writeString(file, "port: 1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ConfigFile.read(file, SomeOptions.KNOWN)).containsKey("port");
    }

    @Test
    void aFileThatIsTooLongOrNoTextIsRefused() throws Exception {
        Path file = folder.resolve("server.yaml");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> ConfigFile.read(file, SomeOptions.KNOWN)).hasMessageContaining("1048576 bytes");
        Files.write(file, "port: 1 # ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ConfigFile.read(file, SomeOptions.KNOWN)).hasMessageContaining("save it as UTF-8");
    }

    @Test
    void passwordsAreFoundInAddresses() {
        assertThat(Passwords.hidden("jdbc:postgresql://db/grid?user=u&password=s3cretC&ssl=true"))
                .isEqualTo("jdbc:postgresql://db/grid?user=u&password=***&ssl=true");
        assertThat(Passwords.hidden("https://me:s3cretD@minio.example.com/x"))
                .isEqualTo("https://me:***@minio.example.com/x");
        assertThat(Passwords.hidden("https://gpu.example.com:8443/x?a=b"))
                .isEqualTo("https://gpu.example.com:8443/x?a=b");
    }
}
