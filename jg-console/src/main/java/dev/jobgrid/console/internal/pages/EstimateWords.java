package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Spans;
import dev.jobgrid.console.internal.views.JobView;
import dev.jobgrid.console.internal.views.SubmitView;
import dev.jobgrid.errors.Check;
import dev.jobgrid.estimate.Availability;
import dev.jobgrid.estimate.Estimate;
import dev.jobgrid.estimate.EstimateSource;
import dev.jobgrid.estimate.RouteTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An estimate in words. Pure. */
final class EstimateWords {
    private EstimateWords() {}

    static SubmitView.EstimateView of(Estimate estimate) {
        List<JobView.OfferRow> offers = OfferRows.of(RouteTable.of(estimate));
        boolean canSubmit = estimate.screening().canSubmit();
        List<JobView.Fact> facts = new ArrayList<>();
        if (canSubmit) {
            facts.add(JobView.Fact.of(
                    "Cost",
                    OfferRows.range(estimate.cost().min(), estimate.cost().max())));
            facts.add(JobView.Fact.of("Start", OfferRows.range(estimate.queueWait())));
            facts.add(JobView.Fact.of(
                    "Runs",
                    Spans.age(estimate.runtime().min()) + " to "
                            + Spans.age(estimate.runtime().max())));
            facts.add(JobView.Fact.of("Sure", confidence(estimate)));
        }
        return new SubmitView.EstimateView(
                sentence(estimate, offers), canSubmit, facts, problems(estimate), estimate.warnings(), offers);
    }

    private static String confidence(Estimate estimate) {
        String word = estimate.confidence().name().toLowerCase(Locale.ROOT);
        return word
                + (estimate.source() == EstimateSource.HISTORY
                        ? ", by similar jobs of this workspace"
                        : ", too few similar jobs have run");
    }

    private static String sentence(Estimate estimate, List<JobView.OfferRow> offers) {
        if (!estimate.screening().canSubmit()) {
            return "The draft cannot be submitted yet.";
        }
        String cost = OfferRows.range(estimate.cost().min(), estimate.cost().max());
        String start = OfferRows.range(estimate.queueWait());
        String where = offers.stream()
                .filter(JobView.OfferRow::isChosen)
                .findFirst()
                .map(offer -> " on " + estimate.decision().demand().gpus() + " of " + offer.gpu())
                .orElse("");
        return switch (estimate.availability()) {
            case AVAILABLE -> cost + "; starts " + start + where + ".";
            case LIMITED -> cost + "; waits first, since what fits is held.";
            case UNAVAILABLE -> "No GPU that the grid knows can run it.";
            case UNKNOWN -> "The draft is not complete yet.";
        };
    }

    private static List<SubmitView.Problem> problems(Estimate estimate) {
        List<SubmitView.Problem> problems = new ArrayList<>();
        for (Check check : estimate.screening().checks()) {
            problems.add(problem(check));
        }
        if (problems.isEmpty() && estimate.availability() == Availability.UNAVAILABLE) {
            problems.add(new SubmitView.Problem("", "See below why no offer fits."));
        }
        return problems;
    }

    static SubmitView.Problem problem(Check check) {
        String action = check.action().map(text -> " " + text).orElse("");
        String field = check.field().orElse("").replaceAll("[^a-z_].*", "");
        return new SubmitView.Problem(
                switch (field) {
                    case "timeout_seconds" -> "timeout";
                    case "constraints" -> "max_price_per_hour";
                    case "name",
                            "image",
                            "command",
                            "workload_type",
                            "timeout",
                            "gpu_type",
                            "gpu_count",
                            "model_size_gb",
                            "optimize_for",
                            "region_preference",
                            "environment",
                            "more" -> field;
                    default -> field.isEmpty() ? "" : "more";
                },
                check.message() + action);
    }
}
