package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.ConfirmView;
import dev.jobgrid.console.internal.views.MessageView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.monitor.ForgottenNode;
import dev.jobgrid.monitor.KnownNode;
import java.io.IOException;
import java.util.List;

/** Forgets a node that is gone for good, after its name was typed. */
final class NodeForgetting {
    private NodeForgetting() {}

    /** The query that names a node. */
    static String query(String executor, String name) {
        return Params.NONE.with("executor", executor).with("name", name).query();
    }

    static PageAnswer confirm(Visit visit) {
        visit.checkQuery(List.of("executor", "name"));
        KnownNode node = node(visit, visit.query());
        return visit.confirm(
                "grid",
                ConfirmView.of(
                                "Forget " + node.name() + "? Only if its machine is gone for good: its "
                                        + Quantities.count(node.jobs(), "job") + (node.jobs() == 1 ? " is" : " are")
                                        + " ended as lost or queued again, and no job waits for it any more.",
                                "fleet/forget" + query(node.executor(), node.name()),
                                "Forget the node",
                                "grid")
                        .typing(node.name()));
    }

    private static KnownNode node(Visit visit, Params named) {
        return GridAdmin.required(visit).nodes().list().stream()
                .filter(node -> node.executor().equals(named.raw("executor"))
                        && node.name().equals(named.raw("name")))
                .findFirst()
                .orElseThrow(() -> JobGridException.notFound("the node"));
    }

    static PageAnswer forget(Visit visit) throws IOException {
        KnownNode node = node(visit, visit.query());
        if (!visit.form().raw("typed").strip().equals(node.name())) {
            throw Visit.refused("The node is not forgotten: type " + node.name() + " to confirm");
        }
        ForgottenNode gone = GridAdmin.required(visit).nodes().forget(node.executor() + "/" + node.name());
        String sentence = gone.name() + " is forgotten: "
                + Quantities.count(gone.released().size(), "run") + " released, "
                + Quantities.count(gone.ended().size(), "job") + " ended or queued again.";
        return visit.message(200, new MessageView("Forgotten", sentence, "grid", "To the grid", 0));
    }
}
