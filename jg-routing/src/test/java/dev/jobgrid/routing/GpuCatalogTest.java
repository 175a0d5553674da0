package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GpuCatalogTest {
    private static final long GIB = 1L << 30;
    private final GpuCatalog catalog = GpuCatalog.builtIn();

    @Test
    void aModelIsFoundByAllItsSpellings() {
        Map<String, List<String>> spellings = Map.ofEntries(
                Map.entry(
                        "NVIDIA GeForce RTX 4090",
                        List.of(
                                "4090",
                                "RTX 4090",
                                "rtx-4090",
                                "RTX4090",
                                "GeForce RTX 4090",
                                "nvidia-geforce-rtx-4090")),
                Map.entry("NVIDIA L4", List.of("L4", "nvidia l4", "NVIDIA-L4", "L4 24GB", "NVIDIA L4 Tensor Core GPU")),
                Map.entry("NVIDIA L40S", List.of("l40s", "NVIDIA L40S")),
                Map.entry("NVIDIA T4", List.of("Tesla T4", "nvidia-tesla-t4")),
                Map.entry("NVIDIA H100 SXM", List.of("h100-sxm", "H100 SXM5", "NVIDIA H100 80GB HBM3")),
                Map.entry("NVIDIA H100 PCIe", List.of("h100", "H100 PCIe", "nvidia-h100-80gb")),
                Map.entry("NVIDIA H100 NVL", List.of("H100 NVL", "H100 94 GB")),
                Map.entry("NVIDIA A100 40GB", List.of("a100", "A100-SXM4-40GB", "A100 40 GB")),
                Map.entry("NVIDIA A100 80GB", List.of("A100 80G", "NVIDIA A100-SXM4-80GB", "a100_80gib")),
                Map.entry("NVIDIA RTX A6000", List.of("A6000", "RTX A6000")),
                Map.entry("NVIDIA RTX 6000 Ada", List.of("RTX 6000 Ada Generation", "6000 Ada")),
                Map.entry("AMD Instinct MI300X", List.of("mi300x", "AMD MI300X", "Instinct MI300X OAM")));

        spellings.forEach((name, written) -> assertThat(written)
                .allSatisfy(spelling -> assertThat(catalog.find(spelling))
                        .as(spelling)
                        .hasValueSatisfying(
                                entry -> assertThat(entry.model().name()).isEqualTo(name))));
    }

    @Test
    void aLongNameOfLettersThatBecomeTwoInLowerCaseIsReadAtOnce() {
        assertThat(catalog.find("\u0130".repeat(1_000_000))).isEmpty();
        assertThat(catalog.find("NV\u0130D\u0130A L4")).isEqualTo(catalog.find("NVIDIA L4"));
    }

    @Test
    void whatIsNotThatModelIsNotFound() {
        assertThat(List.of(
                        "", " - ", "nvidia", "gpu", "RTX 4090 D", "RTX 4090 Laptop GPU", "AMD L4", "A100 64GB", "L5"))
                .allSatisfy(name -> assertThat(catalog.find(name)).as(name).isEmpty());
    }

    @Test
    void everyEntryIsFoundByItsNameAndAliases() {
        assertThat(catalog.entries()).allSatisfy(entry -> {
            assertThat(catalog.find(entry.model().name())).contains(entry);
            assertThat(entry.aliases())
                    .allSatisfy(alias -> assertThat(catalog.find(alias)).contains(entry));
            assertThat(entry.model().name()).startsWith(entry.model().vendor() + " ");
        });
    }

    @Test
    void aTypeCoversEveryVariantThatItDoesNotExclude() {
        GpuModel driverNamed =
                catalog.describe("NVIDIA A100-SXM4-80GB", 80 * GIB).model();

        assertThat(List.of("A100", "a100 80gb", "A100 SXM", "NVIDIA A100-SXM4-80GB"))
                .allSatisfy(type ->
                        assertThat(catalog.covers(type, driverNamed)).as(type).isTrue());
        assertThat(List.of("A100 40GB", "A100 PCIe", "A10", "H100", "AMD A100"))
                .allSatisfy(type ->
                        assertThat(catalog.covers(type, driverNamed)).as(type).isFalse());
    }

    @Test
    void l4IsNotL40() {
        assertThat(catalog.covers("L4", model("NVIDIA L40"))).isFalse();
        assertThat(catalog.covers("L40", model("NVIDIA L40S"))).isFalse();
        assertThat(catalog.covers("L4", model("NVIDIA L4"))).isTrue();
    }

    @Test
    void aDriverThatKeepsSomeMemoryStillShowsTheModelSold() {
        GpuModel shown = catalog.describe("NVIDIA L4", 23_034L << 20).model();

        assertThat(catalog.covers("L4 24GB", shown)).isTrue();
        assertThat(catalog.covers("L4 48GB", shown)).isFalse();
    }

    @Test
    void aModelThatNobodyKnowsMatchesItself() {
        GpuModel unknown = catalog.describe("Acme Pulsar 9", 32 * GIB).model();

        assertThat(catalog.covers("acme-pulsar-9", unknown)).isTrue();
        assertThat(catalog.covers("Acme Pulsar 8", unknown)).isFalse();
        assertThat(unknown.memoryBytes()).isEqualTo(32 * GIB);
        assertThat(unknown.vendor()).isEqualTo("unknown");
    }

    @Test
    void aDescriptionKeepsTheToldMemoryAndCompletesTheName() {
        GpuCatalog.Entry modified = catalog.describe("4090", 48 * GIB);

        assertThat(modified.model())
                .isEqualTo(new GpuModel("NVIDIA GeForce RTX 4090", "NVIDIA", "Ada", GpuClass.CONSUMER, 48 * GIB));
        assertThat(modified.speed())
                .isEqualTo(catalog.find("4090").orElseThrow().speed());
    }

    @Test
    void aDescriptionTakesTheVariantWithTheNearestMemory() {
        assertThat(catalog.describe("A100", 80 * GIB).hourlyRate())
                .isEqualTo(catalog.find("A100 80GB").orElseThrow().hourlyRate());
        assertThat(catalog.describe("NVIDIA H100 80GB HBM3", 81_559L << 20).speed())
                .isEqualTo(catalog.find("H100 SXM").orElseThrow().speed());
    }

    @Test
    void aDescriptionWithoutNameOrMemoryIsRefused() {
        assertThatThrownBy(() -> catalog.describe(" ", GIB)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> catalog.describe("L4", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFamilyIsAnArchitectureAWordOfTheNameOrAModel() {
        assertThat(List.of("Ada", "ada lovelace", "NVIDIA Ada", "GeForce", "rtx", "4090", "RTX 4090"))
                .allSatisfy(family -> assertThat(catalog.isOfFamily(family, model("4090")))
                        .as(family)
                        .isTrue());
        assertThat(List.of("Ampere", "Hopper", "A100", "", "Radeon"))
                .allSatisfy(family -> assertThat(catalog.isOfFamily(family, model("4090")))
                        .as(family)
                        .isFalse());
        assertThat(catalog.isOfFamily("CDNA 3", model("MI300X"))).isTrue();
    }

    @Test
    void aVendorIsKnownByItsLegalName() {
        assertThat(catalog.isOfVendor("nvidia", model("L4"))).isTrue();
        assertThat(catalog.isOfVendor("Advanced Micro Devices, Inc.", model("MI300X")))
                .isTrue();
        assertThat(catalog.isOfVendor("amd", model("L4"))).isFalse();
    }

    @Test
    void anEightyGigabyteCardIsAFlagshipThoughItsDriverShowsLess() {
        assertThat(catalog.describe("H100", 81_559L << 20).model().tier()).isEqualTo(GpuTier.FLAGSHIP);
        assertThat(model("L4").tier()).isEqualTo(GpuTier.MID);
        assertThat(model("T4").tier()).isEqualTo(GpuTier.ENTRY);
        assertThat(model("L40S").tier()).isEqualTo(GpuTier.HIGH);
    }

    @Property(seed = "1")
    void anyTextAtAllCanBeLookedUp(@ForAll String text) {
        assertThat(catalog.find(text)
                        .map(entry -> catalog.covers(text, entry.model()))
                        .orElse(true))
                .isTrue();
    }

    private GpuModel model(String name) {
        return catalog.find(name).orElseThrow().model();
    }
}
