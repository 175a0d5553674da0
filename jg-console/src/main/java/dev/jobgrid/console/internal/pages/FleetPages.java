package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.templates.JtefleetGenerated;
import dev.jobgrid.console.internal.templates.JtenodeGenerated;
import dev.jobgrid.console.internal.text.Quantities;
import dev.jobgrid.console.internal.views.FleetView;
import dev.jobgrid.console.internal.views.Frame;
import dev.jobgrid.console.internal.views.NodeCard;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.monitor.FleetNode;
import dev.jobgrid.monitor.KnownNode;
import java.time.Duration;
import java.util.List;

/** The nodes, and one of them. */
final class FleetPages {
    static final int SECONDS = 5;

    private FleetPages() {}

    private record Fleet(List<FleetNode> nodes) {}

    /** The nodes as this workspace sees them, read once in a while for all who look. */
    static List<FleetNode> nodes(Visit visit) {
        return visit.parts()
                .views()
                .get(
                        visit.view("fleet", ""),
                        Fleet.class,
                        Duration.ofSeconds(SECONDS),
                        before -> new Fleet(visit.grid().fleet()))
                .nodes();
    }

    static PageAnswer list(Visit visit) {
        visit.checkQuery(List.of());
        List<NodeCard> cards = NodeCards.of(nodes(visit));
        String version = ViewVersion.of(cards);
        FleetView view = new FleetView(sentence(cards), cards, version);
        return visit.live(
                "Fleet",
                "fleet",
                new Frame.Live(version, SECONDS),
                (out, none, frame) -> JtefleetGenerated.render(out, none, frame, view));
    }

    private static String sentence(List<NodeCard> cards) {
        if (cards.isEmpty()) {
            return "The grid knows no node.";
        }
        NodeCards.Sum sum = NodeCards.sum(cards);
        String rest = sum.mine() == 0
                ? sum.others() == 0 ? "." : "; others hold " + sum.others() + "."
                : "; you hold " + sum.mine() + (sum.others() == 0 ? "." : ", others " + sum.others() + ".");
        return sum.free() + " of " + Quantities.count(sum.all(), "GPU") + (sum.free() == 1 ? " is free" : " are free")
                + rest;
    }

    static PageAnswer node(Visit visit) {
        visit.checkQuery(List.of("executor", "name"));
        FleetNode node = nodes(visit).stream()
                .filter(one -> one.executor().equals(visit.query().raw("executor"))
                        && one.name().equals(visit.query().raw("name")))
                .findFirst()
                .orElseThrow(() -> JobGridException.notFound("the node"));
        NodeCard card = NodeCards.of(List.of(node)).get(0);
        boolean isGone = node.state() == KnownNode.State.AWAY || node.state() == KnownNode.State.UNREACHED;
        return visit.live(
                card.name(),
                "fleet",
                new Frame.Live(card.version(), SECONDS),
                (out, none, frame) -> JtenodeGenerated.render(out, none, frame, card, isGone));
    }
}
