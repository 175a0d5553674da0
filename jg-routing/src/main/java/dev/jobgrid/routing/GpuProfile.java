package dev.jobgrid.routing;

import java.util.Optional;

/**
 * A GPU model with precomputed data for matching and ranking.
 *
 * @param model the model
 * @param name its parsed name
 * @param line the model's name without memory and form, such as "a100"
 * @param entry the closest entry of the catalog, if it has the line
 * @param vendorKey vendor to compare by
 * @param familyKey family to compare by
 * @param usualSpeed relative speed of inference and batch work
 * @param trainingSpeed relative speed of training and fine-tuning
 */
record GpuProfile(
        GpuModel model,
        GpuName name,
        String line,
        Optional<GpuCatalog.Entry> entry,
        String vendorKey,
        String familyKey,
        int usualSpeed,
        int trainingSpeed) {

    /** Relative speed at that work. */
    int speed(WorkloadType workload) {
        return switch (workload) {
            case INFERENCE, BATCH -> usualSpeed;
            case TRAINING, FINE_TUNING -> trainingSpeed;
        };
    }

    /**
     * Whether this is a GPU of that line, by a name that may include memory, form and vendor. Missing parts match: a
     * bare "H100" may be an "H100 SXM".
     */
    boolean is(GpuName wanted, String wantedLine) {
        if (wanted.key().isEmpty()) {
            return name.contains(wanted.words());
        }
        return line.equals(wantedLine)
                && (wanted.vendor().isEmpty() || wanted.vendor().equals(vendorKey))
                && (wanted.gigabytes() == 0 || hasGigabytes(wanted.gigabytes()))
                && (wanted.form().isEmpty()
                        || name.form().isEmpty()
                        || wanted.form().equals(name.form()));
    }

    private boolean hasGigabytes(int wanted) {
        if (name.gigabytes() > 0) {
            return name.gigabytes() == wanted;
        }
        // Drivers reserve some memory: an L4 shows 22.5 GiB and is sold as 24 GB.
        return model.gibibytes() == wanted
                || entry.filter(e -> e.model().gibibytes() == wanted && model.gibibytes() <= wanted)
                        .isPresent();
    }
}
