package dev.jobgrid.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobgrid.artifacts.ArtifactPath;
import dev.jobgrid.artifacts.ContentDisposition;
import dev.jobgrid.auth.AddressRange;
import dev.jobgrid.auth.IpAddress;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.callbacks.CallbackSignature;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Command;
import dev.jobgrid.routing.CatalogFile;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Region;
import dev.jobgrid.spi.executor.HostMount;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Texts that jg-routing and jg-core read. */
class CoreTextsFuzzTest extends FuzzContract {
    private static final Class<IllegalArgumentException> REFUSAL = IllegalArgumentException.class;
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String INSTANCES =
            "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone\n";

    @Override
    protected List<FuzzTarget> targets() {
        return List.of(
                catalog(),
                FuzzTarget.ofText(
                        "gpu-name",
                        List.of(
                                "NVIDIA A100-SXM4-80GB",
                                "h100 pcie",
                                "AMD Instinct MI300X OAM",
                                "RTX 4090 24 GB",
                                "Tesla T4"),
                        CoreTextsFuzzTest::gpu),
                FuzzTarget.ofText(
                        "region",
                        List.of(
                                "us-east-1a",
                                "US East",
                                "eastus",
                                "use1",
                                "europe-west4-b",
                                "ap_southeast_2",
                                "zürich"),
                        CoreTextsFuzzTest::region),
                FuzzTarget.ofText(
                                "command",
                                List.of("python 'x y' \"a\\\"b\" \\\n-c", "sh -c 'echo $HOME'", "a\\ b \"\\$x\""),
                                text -> "words: " + Command.parse(text).words().size())
                        .refusingBy(REFUSAL),
                address(),
                FuzzTarget.ofText(
                                "address-range",
                                List.of("10.0.0.0/8", "fd00::/9", "::ffff:10.0.0.1/120", "1.2.3.4"),
                                CoreTextsFuzzTest::range)
                        .refusingBy(REFUSAL),
                FuzzTarget.ofText(
                                "artifact-path",
                                List.of(
                                        "/workspace/artifacts/run/model.bin",
                                        "./a//b/./c",
                                        "/workspace//./artifacts/a",
                                        "ä/b"),
                                CoreTextsFuzzTest::artifact)
                        .refusingBy(REFUSAL),
                FuzzTarget.ofText(
                        "download-name",
                        List.of("model.bin", "a \"b\".txt", "übung%.tar", "a\r\nX: y"),
                        CoreTextsFuzzTest::download),
                FuzzTarget.ofText("id", List.of("job_01hz3k5m7p", "a.b-c_d"), text -> new JobId(text).value())
                        .refusingBy(REFUSAL),
                FuzzTarget.ofText(
                                "mount",
                                List.of("datasets=/mnt/datasets:ro", "scratch=/mnt/scratch:rw:team-a,team-b"),
                                text -> HostMount.parse(text).toString())
                        .refusingBy(REFUSAL),
                FuzzTarget.ofText(
                        "callback-url",
                        List.of(
                                "https://user:pass@api.example.com:8443/cb?x=1#f",
                                "http://[::1]/x",
                                "https://bücher.example/"),
                        CoreTextsFuzzTest::callback),
                signature());
    }

    private static FuzzTarget catalog() {
        List<String> samples = List.of(
                "name,price,speed,memory_gib,aliases\nNVIDIA L4,0.5,,,\nAcme Pulsar 9,2.25,900,48,pulsar | P9\n",
                "name,vendor,family,class,memory_gib,training_speed\n\"Acme, 2\",Acme,\"P\"\"9\",datacenter,1.5,7\n",
                INSTANCES
                        + "p5.48xlarge,H100,8.0,192,2048,\"{'Gpus': [{'MemoryInfo': {'SizeInMiB': 81920}}]}\",98.32,,us-east-1,a\n"
                        + "g6.xlarge,L4,1.0,4,16,,0.8048,0.3,us-east-1,us-east-1a\n");
        return FuzzTarget.ofText("catalog-csv", samples, text -> {
                    CatalogFile read = CatalogFile.parse("c.csv", text);
                    // Of few models only: each look takes as long as there are some.
                    return read.models().size() < 20 ? "catalog of " + gpu(read.catalog(), "L4") : "long";
                })
                .refusingBy(REFUSAL);
    }

    private static String gpu(String name) {
        return gpu(GpuCatalog.builtIn(), name);
    }

    private static String gpu(GpuCatalog catalog, String name) {
        if (!name.isBlank()) {
            assertThat(catalog.describe(name, 24L << 30).model().name()).isNotBlank();
        }
        return catalog.find(name).map(found -> found.model().name()).orElse("none");
    }

    private static String region(String name) {
        Region region = Region.of(name);
        assertThat(region.matches(region)).as(region.toString()).isTrue();
        return region.continent() + region.country() + Region.of("us-east").matches(region);
    }

    private static FuzzTarget address() {
        List<String> samples = List.of("10.0.0.7", "::1", "[fe80::1%eth0]", "::ffff:1.2.3.4", "fd00:0:0:0:0:0:0:1");
        return FuzzTarget.ofText(
                "address",
                samples,
                text -> IpAddress.read(text)
                        .map(address -> {
                            assertThat(IpAddress.read(address.toString())).contains(address);
                            return "address of " + address.bytes().length;
                        })
                        .orElse("none"));
    }

    private static String range(String text) {
        AddressRange range = AddressRange.parse(text);
        assertThat(AddressRange.parse(range.toString())).isEqualTo(range);
        return "range of " + range.length() + range.contains("10.0.0.1");
    }

    private static String artifact(String text) {
        ArtifactPath path = ArtifactPath.normalize(text);
        assertThat(List.of(path.relative().split("/"))).doesNotContain("..", ".", "");
        return "file in " + path.relative().chars().filter(c -> c == '/').count();
    }

    private static String download(String name) {
        String header = ContentDisposition.attachment(name);
        assertThat(header.chars()).allMatch(c -> c >= ' ' && c <= '~');
        assertThat(header.chars().filter(c -> c == '"').count()).isEqualTo(2);
        return header.contains("*=") ? "both forms" : "plain";
    }

    private static String callback(String url) {
        CallbackTarget target = CallbackTarget.of(url);
        assertThat(target.receiver()).hasSizeLessThan(300);
        if (!target.receiver().isEmpty()) {
            assertThat(target.toString()).doesNotContain("user:pass@");
        }
        return target.receiver().isEmpty() ? "none" : "receiver";
    }

    private static FuzzTarget signature() {
        CallbackSignature signature = new CallbackSignature(new Secret("0123456789abcdef0123456789abcdef"));
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        String signed = signature.sign(body, NOW);
        return FuzzTarget.ofText(
                "callback-signature",
                List.of(signed, signed + "," + signed),
                header -> signature.verify(header, body, NOW) ? "signed" : "not signed");
    }
}
