package dev.jobgrid.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogFileTest {
    private static final String INSTANCES =
            "InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,GpuInfo,Price,SpotPrice,Region,AvailabilityZone\n";

    @Test
    void ownModelsStandInThePlaceOfBuiltInOnesOrBesideThem() {
        GpuCatalog catalog = CatalogFile.parse("own.csv", """
                        name,price,speed,memory_gib,aliases
                        NVIDIA L4,0.5,,,
                        Acme Pulsar 9,2.25,900,48,pulsar | P9
                        """).catalog();

        assertThat(catalog.find("l4").orElseThrow().hourlyRate()).isEqualTo(Usd.ofDollars(.5));
        assertThat(catalog.find("l4").orElseThrow().model().memoryBytes()).isEqualTo(24L << 30);
        assertThat(catalog.find("p9").orElseThrow().speed()).isEqualTo(900);
        assertThat(catalog.find("H100")).isEqualTo(GpuCatalog.builtIn().find("H100"));
    }

    @Test
    void instancesAreProfilesAndTheCheapestPricesItsModel() {
        CatalogFile read = CatalogFile.parse(
                "i.csv",
                INSTANCES
                        + "p5.48xlarge,H100,8.0,192,2048,\"{'Gpus': [{'MemoryInfo': {'SizeInMiB': 81920}}]}\",98.32,,us-east-1,us-east-1a\n"
                        + "g6.xlarge,L4,1.0,4,16,,0.8048,0.3,us-east-1,us-east-1a\n"
                        + "g6.xlarge,L4,1.0,4,16,,0.7,0.3,us-west-2,\n"
                        + "m7i.large,,,2,8,,0.1,,us-east-1,us-east-1a\n"
                        + "spot.only,L4,1,4,16,,,0.2,us-east-1,\n");

        assertThat(read.profiles())
                .extracting(Offer::id)
                .containsExactly("p5.48xlarge/us-east-1a", "g6.xlarge/us-east-1a", "g6.xlarge/us-west-2");
        assertThat(read.profiles().get(0).gpuHourlyRate()).isEqualTo(Usd.ofDollars(12.29));
        assertThat(read.profiles().get(0).gpus().total()).isEqualTo(8);
        assertThat(read.catalog().find("L4").orElseThrow().hourlyRate()).isEqualTo(Usd.ofDollars(.7));
    }

    @Test
    void errorsNameTheLineTheColumnAndWhatIsAllowed() {
        assertThatThrownBy(() -> CatalogFile.parse("c.csv", "name,price\nL4,1\nT4,cheap"))
                .hasMessageStartingWith("c.csv: line 3 has 'cheap' as price; a number from 0.0");
        assertThatThrownBy(() -> CatalogFile.parse("c.csv", "name\nAcme Pulsar"))
                .hasMessage("c.csv: line 2 has '' as memory_gib; a model that is not built in needs it");
        assertThatThrownBy(() -> CatalogFile.parse("c.csv", "name\nL4\nnvidia l4"))
                .hasMessageContaining("c.csv: line 3 has 'nvidia l4' as name");
        assertThatThrownBy(() -> CatalogFile.parse("c.csv", "name,class\nL4,fast"))
                .hasMessageContaining("consumer or datacenter");
        assertThatThrownBy(() -> CatalogFile.parse("c.csv", "gpu\nL4")).hasMessageContaining("neither a column 'name'");
        assertThatThrownBy(() -> CatalogFile.parse("c.csv", "")).hasMessageContaining("line 1");
        assertThatThrownBy(() -> CatalogFile.parse("c.csv", INSTANCES + "x,Pulsar,1,,,,1,,,"))
                .hasMessageContaining("line 2 has '' as GpuInfo");
    }

    @Test
    void aSnapshotGoesByTheCatalogItIsGiven() {
        GpuCatalog own =
                CatalogFile.parse("c.csv", "name,price,speed\nL4,0.01,3000").catalog();
        Offer l4 = offer("l4", "L4", .8);
        Offer h100 = offer("h100", "H100 SXM", 2);
        Snapshot snapshot = new Snapshot(List.of(l4, h100));
        RouteRequest fast = new RouteRequest(
                WorkloadType.BATCH,
                GpuRequest.NONE,
                RoutePreferences.builder().optimizeFor(OptimizeFor.SPEED).build());

        assertThat(Router.standard().route(fast, snapshot).chosen()).contains(h100);
        Offer chosen = Router.standard()
                .withCatalog(() -> own)
                .route(fast, snapshot)
                .chosen()
                .orElseThrow();
        assertThat(chosen.id()).isEqualTo("l4");
        assertThat(chosen.gpuHourlyRate()).isEqualTo(Usd.ofDollars(.01));
        assertThat(snapshot.by(GpuCatalog.builtIn())).isSameAs(snapshot);
    }

    private static Offer offer(String id, String gpu, double rate) {
        GpuModel model = GpuCatalog.builtIn().find(gpu).orElseThrow().model();
        return new Offer(
                id, OfferSource.LIVE, id, model, new GpuCapacity(1, 1), "", Usd.ofDollars(rate), 1L << 40, false);
    }
}
