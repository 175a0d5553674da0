package dev.jobgrid.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobgrid.routing.CatalogFile;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.Usd;
import org.junit.jupiter.api.Test;

class CatalogJsonTest {
    @Test
    void modelsAndInstancesAreRead() {
        CatalogFile read = CatalogJson.parse("c.json", """
                [{"name": "NVIDIA L4", "price": 0.5},
                 {"name": "Acme Pulsar", "memory_gib": 32, "aliases": ["pulsar-1", "p1"]},
                 {"InstanceType": "x8", "AcceleratorName": "H100", "AcceleratorCount": 8, "Price": 16, "Region": "us-east-1",
                  "GpuInfo": {"Gpus": [{"MemoryInfo": {"SizeInMiB": 81920}}]}}]
                """);

        assertThat(read.catalog().find("l4").orElseThrow().hourlyRate()).isEqualTo(Usd.ofDollars(.5));
        assertThat(read.catalog().find("p1").orElseThrow().model().name()).isEqualTo("Acme Pulsar");
        assertThat(read.profiles()).extracting(Offer::id).containsExactly("x8/us-east-1");
    }

    @Test
    void errorsNameTheLine() {
        assertThatThrownBy(() -> CatalogJson.parse("c.json", "[\n{\"name\":\"L4\"},\n{\"name\":\"T4\",\"price\":-1}]"))
                .hasMessageStartingWith("c.json: line 3 has '-1' as price;");
        assertThatThrownBy(() -> CatalogJson.parse("c.json", "{}")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> CatalogJson.parse("c.json", "[\n1]")).hasMessageContaining("line 2 has no object");
        assertThatThrownBy(() -> CatalogJson.parse("c.json", "[{")).hasMessageContaining("is no JSON");
    }
}
