package dev.jobgrid.console.internal.views;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of a draft, beside its estimate.
 *
 * @param heading what is submitted
 * @param values what each field holds
 * @param files files that the draft may name
 * @param chosen ids of the files that it names
 * @param templates slugs to start from
 * @param job the job that is run again; empty for a new one
 * @param kept names of its variables, which stay without being shown
 * @param estimate what the draft would cost, once asked
 * @param closed what is closed for maintenance, and why
 * @param once makes a repeated submit the same one
 */
public record SubmitView(
        String heading,
        Map<String, String> values,
        List<Upload> files,
        List<String> chosen,
        List<String> templates,
        String job,
        List<String> kept,
        Optional<EstimateView> estimate,
        List<OverviewView.Alarm> closed,
        String once) {
    /** Copies the lists. */
    public SubmitView {
        values = Map.copyOf(values);
        files = List.copyOf(files);
        chosen = List.copyOf(chosen);
        templates = List.copyOf(templates);
        kept = List.copyOf(kept);
        closed = List.copyOf(closed);
    }

    /** What a field holds. */
    public String value(String field) {
        return values.getOrDefault(field, "");
    }

    /** Why a field cannot be taken; empty if it can. */
    public String problem(String field) {
        return estimate.stream()
                .flatMap(all -> all.problems().stream())
                .filter(problem -> problem.field().equals(field))
                .map(Problem::message)
                .findFirst()
                .orElse("");
    }

    /**
     * A file.
     *
     * @param id its id
     * @param name its name
     * @param size its size as text
     * @param kind "input" or "script"
     */
    public record Upload(String id, String name, String size, String kind) {}

    /**
     * An estimate.
     *
     * @param sentence what it comes to
     * @param canSubmit whether the draft would be taken
     * @param facts its figures
     * @param problems what is wrong with the draft
     * @param notes what else there is to say
     * @param offers what the router says of each offer
     */
    public record EstimateView(
            String sentence,
            boolean canSubmit,
            List<JobView.Fact> facts,
            List<Problem> problems,
            List<String> notes,
            List<JobView.OfferRow> offers) {
        /** Copies the lists. */
        public EstimateView {
            facts = List.copyOf(facts);
            problems = List.copyOf(problems);
            notes = List.copyOf(notes);
            offers = List.copyOf(offers);
        }
    }

    /**
     * What is wrong with a field.
     *
     * @param field the draft's field; empty if it is none's
     * @param message what is wrong, and the way out
     */
    public record Problem(String field, String message) {}
}
