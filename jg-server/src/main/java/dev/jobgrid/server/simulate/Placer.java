package dev.jobgrid.server.simulate;

import java.util.OptionalInt;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;

/** Finds a node for a job and takes it. Single-threaded; one for each simulation. */
interface Placer {
    /** The node, if any fits. The caller takes it from the fleet. */
    OptionalInt place(FleetJob job, SimulatedFleet fleet);

    /** A job has left that node. */
    default void left(FleetJob job, int at) {}

    static Placer of(Policy policy, FleetTrace trace) {
        return switch (policy) {
            case JOBGRID -> RouterPlacer.withForecast(trace);
            case JOBGRID_LEARNING -> RouterPlacer.learning(trace);
            case RANDOM -> random();
            case FIRST_FIT -> lowest((job, spot) -> spot.at());
            case BEST_FIT -> lowest((job, spot) -> spot.fleet().freeGpus(spot.at()));
            case DOT_PRODUCT -> lowest((job, spot) -> spot.fleet().dotProduct(job, spot.at()));
            case FRAGMENTATION_GRADIENT -> {
                FragmentationGradient gradient = new FragmentationGradient(trace.jobs());
                yield lowest((job, spot) -> gradient.of(
                        job, spot.fleet().node(spot.at()), spot.fleet().freeGpus(spot.at())));
            }
        };
    }

    /** A node of a fleet. */
    record Spot(SimulatedFleet fleet, int at) {}

    private static Placer random() {
        Random random = new Random(1);
        return lowest((job, spot) -> random.nextDouble());
    }

    // The first of equals, as it stands in the file.
    private static Placer lowest(ToDoubleBiFunction<FleetJob, Spot> score) {
        return (job, fleet) -> {
            OptionalInt best = OptionalInt.empty();
            double lowest = Double.POSITIVE_INFINITY;
            for (int at = 0; at < fleet.size(); at++) {
                if (fleet.fits(job, at)) {
                    double its = score.applyAsDouble(job, new Spot(fleet, at));
                    if (its < lowest) {
                        lowest = its;
                        best = OptionalInt.of(at);
                    }
                }
            }
            return best;
        };
    }
}
