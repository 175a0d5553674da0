package dev.jobgrid.console.internal.pages;

import dev.jobgrid.StorageAdmin;
import dev.jobgrid.callbacks.CallbackAttempt;
import dev.jobgrid.console.internal.templates.JtecallbacksGenerated;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.text.StatusText;
import dev.jobgrid.console.internal.views.CallbacksView;
import dev.jobgrid.console.internal.views.CallbacksView.Segment;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.WorkspaceId;
import dev.jobgrid.job.CallbackDelivery;
import dev.jobgrid.job.CallbackProgress.State;
import dev.jobgrid.wire.WireNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The callbacks of the workspace that an operator looks at: who was not told, and telling them again. */
final class CallbacksPage {
    /** The page with those that were given up. */
    static final String GIVEN_UP = "callbacks?state=" + WireNames.of(State.GIVEN_UP);

    /** The last try of each is read by itself. */
    private static final int PAGE = 25;

    private static final List<State> STATES = List.of(State.GIVEN_UP, State.PENDING, State.DELIVERED);

    private CallbacksPage() {}

    static PageAnswer show(Visit visit) {
        visit.checkQuery(List.of("state", "after"));
        State chosen = state(visit.query().text("state").orElse(WireNames.of(State.GIVEN_UP)));
        StorageAdmin storage = GridAdmin.required(visit).storage();
        WorkspaceId workspace = visit.who().caller().workspace();
        Map<State, List<CallbackDelivery>> all = new EnumMap<>(State.class);
        STATES.forEach(state -> all.put(state, storage.callbacks(workspace, state)));
        List<CallbackDelivery> rest =
                after(all.getOrDefault(chosen, List.of()), visit.query().raw("after"));
        List<CallbackDelivery> page = rest.stream().limit(PAGE).toList();
        Optional<String> older = rest.size() > PAGE
                ? Optional.of(Params.NONE
                        .with("state", WireNames.of(chosen))
                        .with("after", page.get(PAGE - 1).job().id().value())
                        .query())
                : Optional.empty();
        CallbacksView view = new CallbacksView(
                sentence(all),
                STATES.stream().map(state -> segment(state, chosen, all)).toList(),
                page.stream().map(one -> row(visit, one)).toList(),
                chosen == State.GIVEN_UP && !page.isEmpty(),
                older);
        return visit.page(
                200,
                "Callbacks",
                "callbacks",
                (out, none, frame) -> JtecallbacksGenerated.render(out, none, frame, view));
    }

    private static State state(String word) {
        return STATES.stream()
                .filter(state -> WireNames.of(state).equals(word))
                .findFirst()
                .orElseThrow(() -> Visit.refused("state is '" + word + "'; given_up, pending and delivered are known"));
    }

    private static List<CallbackDelivery> after(List<CallbackDelivery> all, String job) {
        int at = all.stream().map(one -> one.job().id().value()).toList().indexOf(job);
        return all.subList(at + 1, all.size());
    }

    private static String sentence(Map<State, List<CallbackDelivery>> all) {
        int lost = all.getOrDefault(State.GIVEN_UP, List.of()).size();
        int pending = all.getOrDefault(State.PENDING, List.of()).size();
        if (all.values().stream().allMatch(List::isEmpty)) {
            return "No job of this workspace had a callback.";
        }
        String waiting =
                pending == 0 ? "none waits for a try." : pending + (pending == 1 ? " waits" : " wait") + " for a try.";
        return lost == 0
                ? "No receiver was left untold; " + waiting
                : Quantities.count(lost, "receiver") + (lost == 1 ? " was" : " were") + " not told; " + waiting;
    }

    private static Segment segment(State state, State chosen, Map<State, List<CallbackDelivery>> all) {
        String words = switch (state) {
            case GIVEN_UP -> "Given up";
            case PENDING -> "Pending";
            case DELIVERED -> "Delivered";
        };
        int count = all.getOrDefault(state, List.of()).size();
        return new Segment(WireNames.of(state), words + " " + Quantities.number(count), state == chosen);
    }

    private static CallbacksView.Row row(Visit visit, CallbackDelivery one) {
        String answer = one.progress().attempts() == 0
                ? ""
                : lastTry(visit, one).map(CallbackAttempt::detail).orElse("");
        return new CallbacksView.Row(
                one.job().id().value(),
                StatusText.word(one.status()),
                StatusText.glyph(one.status()),
                one.receiver(),
                one.created(),
                CallbackRows.tries(one.progress()),
                answer,
                one.progress().state() == State.PENDING ? Optional.of(one.due()) : Optional.empty());
    }

    private static Optional<CallbackAttempt> lastTry(Visit visit, CallbackDelivery one) {
        try {
            return visit.grid().callbacks().report(one.job().id()).stream()
                    .flatMap(report -> report.attempts().stream())
                    .reduce((first, second) -> second);
        } catch (JobGridException e) {
            return Optional.empty(); // retention removed it in the meantime
        }
    }

    /** Has callbacks sent again: that of a job, or all that a page shows. */
    static PageAnswer retry(Visit visit) throws IOException {
        GridAdmin.required(visit);
        List<String> jobs = new ArrayList<>(visit.form().all("job"));
        if (jobs.isEmpty() || jobs.size() > PAGE) {
            throw Visit.refused("the callbacks of " + jobs.size() + " jobs are to be sent again; 1 to " + PAGE
                    + " can be at a time");
        }
        jobs.forEach(job -> visit.grid().callbacks().retry(JobPages.id(job)));
        return visit.see("callbacks?state=" + WireNames.of(State.PENDING));
    }
}
