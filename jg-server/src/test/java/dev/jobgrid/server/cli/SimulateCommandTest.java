package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void sharesAreShownAndWrittenAsJson() throws IOException {
        Path json = folder.resolve("out.json");

        assertThat(run("n1,64000,262144,2,P100", "--json", json.toString())).isZero();

        assertThat(out.toString()).contains("1 nodes with 2 GPUs", "jobgrid ", "best-fit", "110 %");
        JsonNode results = new ObjectMapper().readTree(json.toFile()).get("results");
        assertThat(results).hasSize(7);
        assertThat(results.get(0).toString())
                .isEqualTo("{\"policy\":\"jobgrid\",\"allocated\":{\"0.80\":1.0,\"0.90\":1.0,\"0.95\":1.0,\"1.00\":1.0,"
                        + "\"1.10\":1.0},\"rejected\":1}");
    }

    @Test
    void tracesAsTheyArePublishedAreReadAndTheJsonHoldsNothingElse() throws IOException {
        Path nodes = Files.writeString(
                folder.resolve("n.csv"),
                "sn,cpu_milli,memory_mib,gpu,model\r\nn-0227,64000,262144,2,P100\r\nn-0228,94000,524288,0,\r\n"
                        + "n-0229,96000,786432,8,G2\r\n");
        Path jobs = Files.writeString(
                folder.resolve("j.csv"),
                "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,"
                        + "scheduled_time\r\n"
                        + "pod-0,12000,16384,1,1000,,LS,Running,0,12537496,0.0\r\n"
                        + "pod-1,6000,12288,1,460,P100|G2,LS,Running,427061,12902960,427061.0\r\n"
                        + "pod-2,4000,8192,0,0,,BE,Failed,427062,427063,\r\n"
                        + "pod-3,6000,12288,1,520,G2,Burstable,Pending,427063,12902960,\r\n");
        Path json = folder.resolve("out.json");
        CommandLine jg = Jg.commandLine();
        jg.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

        int code = jg.execute(
                "simulate",
                "--nodes",
                nodes.toString(),
                "--jobs",
                jobs.toString(),
                "--policy",
                "jobgrid",
                "--json",
                json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("2 nodes with 10 GPUs; 3 jobs for 3 GPUs, 2 of them for named models", "mean wait");
        assertThat(new ObjectMapper().readTree(json.toFile()).toString())
                .isEqualTo(
                        "{\"results\":[{\"policy\":\"jobgrid\",\"allocated\":{\"0.80\":0.8,\"0.90\":0.9,\"0.95\":1.0,"
                                + "\"1.00\":1.0,\"1.10\":1.0},\"rejected\":1}]}");
    }

    @Test
    void onePolicyMayBeChosen() throws IOException {
        assertThat(run("n1,1,1,8,P100", "--policy", "best-fit", "--gpus-only")).isZero();
        assertThat(out.toString()).contains("best-fit").doesNotContain("jobgrid");
        assertThat(run("n1,1,1,8,P100", "--policy", "worst-fit")).isEqualTo(2);
        assertThat(err.toString()).contains("there is no policy 'worst-fit'");
    }

    @Test
    void aLineThatCannotBeReadIsNamed() throws IOException {
        assertThat(run("n1,1,1,many,P100")).isEqualTo(2);
        assertThat(err.toString()).contains("jg: nodes.csv: line 2 has 'many' as gpu, which is no number");
    }

    private int run(String node, String... options) throws IOException {
        Path nodes =
                Files.writeString(folder.resolve("nodes.csv"), "sn,cpu_milli,memory_mib,gpu,model\n" + node + "\n");
        Path jobs = Files.writeString(
                folder.resolve("jobs.csv"), "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\na,1,1,1,500,\n");
        Stream<String> files = Stream.of("simulate", "--nodes", nodes.toString(), "--jobs", jobs.toString());
        CommandLine jg = Jg.commandLine();
        jg.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return jg.execute(Stream.concat(files, Stream.of(options)).toArray(String[]::new));
    }
}
