package dev.jobgrid.bench.routing;

import dev.jobgrid.routing.GpuCapacity;
import dev.jobgrid.routing.GpuCatalog;
import dev.jobgrid.routing.Offer;
import dev.jobgrid.routing.OfferSource;
import dev.jobgrid.routing.Snapshot;
import dev.jobgrid.routing.Usd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Fleets generated with a fixed seed: half the nodes have eight GPUs, a third two, the rest one or four, of seven
 * models.
 */
final class Fleets {
    private static final List<GpuCatalog.Entry> MODELS =
            List.of("T4", "L4", "A10", "V100", "A100", "H100", "MI300X").stream()
                    .map(name -> GpuCatalog.builtIn().find(name).orElseThrow())
                    .toList();
    private static final List<String> REGIONS =
            List.of("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-northeast-1");
    private static final long GIB = 1L << 30;

    private Fleets() {}

    /** Live nodes, partly in use, and managed profiles that each have a price of their own. */
    static Snapshot of(int nodes, int profiles) {
        Random random = new Random(17);
        List<Offer> offers = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            int gpus = size(random.nextInt(6));
            GpuCatalog.Entry model = MODELS.get(random.nextInt(MODELS.size()));
            offers.add(offer("node-" + i, OfferSource.LIVE, model, random.nextInt(gpus + 1), gpus, random, 0));
        }
        for (int i = 0; i < profiles; i++) {
            GpuCatalog.Entry model = MODELS.get(random.nextInt(MODELS.size()));
            offers.add(offer("profile-" + i, OfferSource.MANAGED, model, 8, 8, random, random.nextInt(1_000_000)));
        }
        return new Snapshot(offers);
    }

    private static int size(int drawn) {
        return switch (drawn) {
            case 0, 1, 2 -> 8;
            case 3, 4 -> 2;
            default -> 1;
        };
    }

    private static Offer offer(
            String id, OfferSource source, GpuCatalog.Entry model, int free, int total, Random random, long surcharge) {
        return new Offer(
                id,
                source,
                source == OfferSource.LIVE ? id : "",
                model.model(),
                new GpuCapacity(total, free),
                REGIONS.get(random.nextInt(REGIONS.size())),
                new Usd(model.hourlyRate().micros() + surcharge),
                (100 + random.nextInt(900)) * GIB,
                false);
    }
}
