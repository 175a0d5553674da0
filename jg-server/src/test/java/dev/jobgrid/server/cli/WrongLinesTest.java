package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.testkit.InTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people type wrong: each is told in one sentence with what was given and what is allowed, and by its code. */
class WrongLinesTest {
    @TempDir(factory = InTarget.class)
    private Path folder = Path.of("");

    private Map<String, String> environment(String key) {
        return Map.of(
                "JUNGLE_GRID_API_KEY",
                key,
                "XDG_CONFIG_HOME",
                folder.resolve("config").toAbsolutePath().toString());
    }

    @BeforeEach
    void files() throws IOException {
        write("text", "no job");
        write("open.yaml", "name: x\nimage: busybox\ncommand: [tru");
        write("open.json", "{\"image\":\"busybox\",\"comm");
        write("typo.yaml", "name: x\nimage: busybox\nworkload_type: batch\ngpu_cuont: 1\n");
        write("zero.yaml", "name: x\nimage: busybox\nworkload_type: batch\ngpu_count: 0\n");
        Files.write(folder.resolve("latin.yaml"), "name: ä\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.createDirectories(folder.resolve("empty"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** A line in which DIR/ is the test's folder. */
    private JgRun line(Map<String, String> variables, String line) {
        List<String> words = new ArrayList<>();
        Arrays.stream(line.split(" "))
                .map(word -> word.replace("DIR/", folder + "/"))
                .forEach(words::add);
        return JgRun.of(variables, words.toArray(String[]::new));
    }

    private void isRefused(String line, int code, String... parts) {
        JgRun run = line(environment("jg_s3cret-of-nobody"), line);

        assertThat(run.code()).as("%s: %s", line, run.err()).isEqualTo(code);
        assertThat(run.out()).as(line).isEmpty();
        assertThat(run.err().lines().findFirst().orElse("")).as(line).startsWith("jg: ");
        assertThat(run.err())
                .as(line)
                .contains(Arrays.stream(parts)
                        .map(part -> part.replace("DIR/", folder + "/"))
                        .toArray(String[]::new))
                .doesNotContain("\tat ", "Exception", "java.", "index ", "INFO", "s3cret");
    }

    @Test
    void commandsAndOptionsThatAreNotThere() {
        isRefused("jbos", 2, "there is no command 'jg jbos'", "Did you mean jobs?", "See: jg --help");
        isRefused("artifacts fetch job_1", 2, "there is no command 'jg artifacts fetch'", "See: jg artifacts --help");
        isRefused("artifacts", 2, "jg artifacts needs one of its commands: ", "list", "get");
        isRefused("jobs --staus running", 2, "'--staus'", "Did you mean --status?");
        isRefused("nodes --limit 3", 2, "'--limit'", "Example: jg nodes -o wide");
        isRefused("jobs extra", 2, "'extra' is one argument too many for jg jobs", "Example: jg jobs");
        isRefused("status", 2, "Missing required parameter: 'JOB'", "Example: jg status --watch job_123");
        isRefused("server --docker nowhere", 2, "Did you mean --docker=nowhere?");
        isRefused("server --tls-cert DIR/text", 2, "jg: Missing required argument(s): --tls-key=FILE");
    }

    @Test
    void valuesThatAreNotAllowed() {
        isRefused("jobs -o yaml", 2, "'--output': 'yaml' is none of table, wide, json, jsonl, name", "Example: ");
        isRefused("jobs --status runing", 2, "'--status': 'runing' is none of pending, queued,");
        isRefused("jobs --limit many", 2, "'--limit': 'many' is no whole number, such as 20");
        isRefused("run --max-cost cheap busybox", 2, "'--max-cost': 'cheap' is no number, such as 2.50");
        isRefused("server --credits=maybe", 2, "'--credits': 'maybe' is neither true nor false");
        isRefused("server --public-url a{b", 2, "'a{b' is no address, such as https://grid.example.com");
        isRefused("server --port 99999", 2, "--port is 99999, 0 to 65535 is allowed");
        isRefused("server --host no.such.host.invalid", 2, "--host is 'no.such.host.invalid'", "127.0.0.1 and 0.0.0.0");
        isRefused("server --postgres nope", 2, "--postgres is no address", "such as jdbc:postgresql://");
        isRefused("server --s3 nope", 2, "--s3 is 'nope'", "such as https://minio.example.com");
        isRefused(
                "server --trust-proxy x", 2, "'--trust-proxy': 'x' is not an IP address; 10.0.0.1 and 10.0.0.0/8 are");
        isRefused("rerun job_1 --set gpu_count", 2, "write FIELD=VALUE, like gpu_count=2");
    }

    @Test
    void wordsBeforeTheTwoDashes() {
        isRefused("run busybox echo x", 2, "jg: 'echo' stands beside the image 'busybox'", "jg run busybox -- echo");
        isRefused("run busybox python -c x", 2, "jg: a command stands after --", "'-c'");
        isRefused("run --input DIR/text DIR/none busybox -- true", 2, "'busybox' stands beside the image 'DIR/none'");
        isRefused("submit --image alpine busybox", 2, "the image is given twice: busybox and --image alpine");
        isRefused("submit -- true", 2, "no image is given");
        isRefused("estimate busybox --command x -- y", 2, "the command is given twice: after -- and by --command");
        isRefused("run busybox --input", 2, "'--input' (FILE)");
    }

    @Test
    void filesThatAreNotWhatTheyShouldBe() {
        isRefused("run -f DIR/none.yaml", 2, "DIR/none.yaml is not a file that can be read");
        isRefused("run -f DIR/open.yaml", 2, "DIR/open.yaml, line 3: this is no YAML: expected ',' or ']'");
        isRefused("run -f DIR/open.json", 2, "DIR/open.json: the body is not well-formed JSON (line 1, column 25)");
        isRefused("run -f DIR/text", 2, "DIR/text holds no fields of a job; it begins like name: my-job");
        isRefused("run -f DIR/latin.yaml", 2, "DIR/latin.yaml is not UTF-8 text");
        isRefused("run --env-file DIR/latin.yaml busybox", 2, "--env-file: DIR/latin.yaml is not UTF-8 text");
        JgRun unread = line(Map.of("UNREAD", "s3cret \uFFFD"), "run --env UNREAD busybox");
        assertThat(unread.code()).isEqualTo(2);
        assertThat(unread.err())
                .contains("--env: the value of UNREAD is not UTF-8 text; ")
                .doesNotContain("s3cret");
        isRefused("run -f DIR/typo.yaml", 2, "'gpu_cuont' is not a field", "did you mean 'gpu_count'?");
        isRefused("run -f DIR/zero.yaml", 2, "gpu_count is 0, and must be a whole number from 1 to");
        isRefused("explain DIR/none.json", 2, "DIR/none.json is not a file that can be read");
        isRefused("explain DIR/empty", 2, "DIR/empty is not a file that can be read");
        isRefused("explain DIR/zero.yaml", 2, "gpu_count is 0");
        isRefused("inputs put DIR/none", 2, "DIR/none is not a file that can be read", "See: jg inputs put --help");
        isRefused("run --out DIR/text busybox", 2, "--out is DIR/text, which is a file; name a folder");
        isRefused("artifacts get job_1 --out DIR/text", 2, "--out is DIR/text, which is a file");
        isRefused("server --catalog DIR/none", 2, "--catalog is DIR/none, which is not a file that can be read");
        isRefused("server --tls-cert DIR/none --tls-key DIR/none", 2, "--tls-cert is DIR/none, which is not a file");
        isRefused("templates put chat DIR/none", 2, "DIR/none is not a file that can be read");
        isRefused("simulate --nodes DIR/none --jobs DIR/none", 2, "DIR/none is not a file that can be read");
        isRefused("simulate --nodes DIR/text --jobs DIR/text", 2, "text: line 1 has no column gpu");
    }

    @Test
    void foldersThatAreNotWhatTheyShouldBe() {
        isRefused(
                "jobs --data DIR/empty", 2, "--data is DIR/empty, which is no data folder; 'jg run --data' makes one");
        isRefused("run --data DIR/text busybox", 2, "--data is DIR/text, which is a file; name a folder");
        isRefused("server --data DIR/text", 2, "--data is DIR/text, which is a file; name a folder");
        isRefused("keys list --data DIR/empty", 2, "--data is DIR/empty, which is no data folder of a server");
        isRefused("nodes --data DIR/empty -o json", 2, "-o is for the nodes of a server", "--server URL");
        isRefused("backup --data DIR/none --out DIR/b", 2, "--data is DIR/none, which is no data folder of a server");
        isRefused("restore --from DIR/empty --data DIR/r", 2, "DIR/empty is not a backup");
    }

    /** Also where it is the other side that makes no sense of them. */
    @Test
    void requestsToADataFolder() {
        line(environment("jg_s3cret"), "submit --data DIR/d --simulate-gpu L4:24 busybox");
        isRefused("keys create --data DIR/d --name x --scope all", 2, "'all' is no scope");
        isRefused("keys create --data DIR/d --name x --expires-in soon", 2, "'soon' is no time");
        isRefused("keys create --data DIR/d --name x --from nowhere", 2, "'nowhere' is not an IP address");
        isRefused("keys list --data DIR/d --workspace ../x", 2, "a workspace id must be");
        isRefused("maintenance on --data DIR/d --part all", 2, "'all' is none of jobs, inputs, artifacts");
        isRefused("callbacks list --data DIR/d --state all", 2, "'all' is none of ");
        isRefused("health --data DIR/d", 1, "no server runs on this folder");
    }

    @Test
    void serversThatAreNotThere() {
        isRefused("jobs --server grid.example.com", 2, "'grid.example.com'", "https://grid.example.com");
        isRefused("jobs --server http://127.0.0.1:9", 69, "http://127.0.0.1:9", "nothing listens there");
        isRefused("jobs --context nope", 2, "there is no context 'nope'", "'jg login URL' saves one");
        JgRun nobody = line(environment(""), "jobs --server http://127.0.0.1:9");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("JUNGLE_GRID_API_KEY", "jg login http://127.0.0.1:9");
        JgRun blank = line(environment("jg_s3cret x"), "jobs --server http://127.0.0.1:9");
        assertThat(blank.code()).isEqualTo(2);
        assertThat(blank.err()).contains("JUNGLE_GRID_API_KEY has characters").doesNotContain("s3cret");
    }
}
