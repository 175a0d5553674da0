package dev.jobgrid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExplainCommandTest {
    private static final String SPEC = """
            {"name":"explained","image":"acme/app:cuda","workload_type":"inference","model_size_gb":14,
             "command":["python","infer.py"],"optimize_for":"cost"}
            """;

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyOfferIsShownWithItsPriceAndItsReason() throws IOException {
        Path catalog = Files.writeString(
                folder.resolve("catalog.csv"),
                "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region\n"
                        + "small,T4,1,4,16,,0.35,,us-east-1\nlarge,H100,8,192,2048,,98.32,,us-east-1\n");

        int code = run(SPEC, "--simulate-gpu", "NVIDIA L4:24", "--catalog", catalog.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .containsPattern("chosen +1 x NVIDIA L4 \\(simulated\\)")
                .containsPattern("outranked +1 x NVIDIA H100.* large/us-east-1 .* 12.29 .* 3 min")
                .containsPattern("rejected +1 x NVIDIA T4 .* gpu_memory: needs 17.2 GiB per GPU, has 16.0 GiB");
    }

    @Test
    void whereNothingFitsTheExitCodeSaysSo() throws IOException {
        assertThat(run(SPEC, "--simulate-gpu", "NVIDIA T4:16")).isEqualTo(1);
        assertThat(out.toString()).doesNotContain("chosen");
    }

    @Test
    void aCatalogThatCannotBeReadIsNamedByItsLine() throws IOException {
        Path catalog = Files.writeString(folder.resolve("catalog.csv"), "name,price\nL4,much\n");

        assertThat(run(SPEC, "--catalog", catalog.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("jg: catalog.csv: line 2 has 'much' as price");
    }

    private int run(String spec, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("spec.json"), spec);
        String[] all = new String[2 + options.length];
        all[0] = "explain";
        all[1] = file.toString();
        System.arraycopy(options, 0, all, 2, options.length);
        CommandLine jg = Jg.commandLine();
        jg.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return jg.execute(all);
    }
}
