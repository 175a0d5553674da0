package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.session.Visitor;
import dev.jobgrid.console.internal.views.JobView;
import dev.jobgrid.console.internal.web.PageAnswer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All routes of the console, with the session that each needs. The grid itself does not ask for a scope where only its operator
 * should act, so this table is what holds; a test walks it.
 */
public final class PageTable {
    private PageTable() {}

    /** The session that a route needs. */
    public enum Needs {
        /** None: anybody. */
        NOTHING,
        /** One that may read jobs. */
        READER,
        /** One that may submit, too. */
        MEMBER,
        /** One that may change templates, too. */
        WRITER,
        /** An operator's. */
        OPERATOR;

        /** Whether a visitor has it. */
        public boolean isMetBy(Visitor visitor) {
            return switch (this) {
                case NOTHING -> true;
                case READER -> visitor.isReader();
                case MEMBER -> visitor.isReader() && visitor.isMember();
                case WRITER -> visitor.isReader() && visitor.isWriter();
                case OPERATOR -> visitor.isOperator();
            };
        }
    }

    /** Answers the requests of a route. */
    @FunctionalInterface
    interface Handler {
        PageAnswer answer(Visit visit) throws IOException;
    }

    /**
     * A route.
     *
     * @param method GET or POST
     * @param path below the mount, "{}" for one segment of any text
     * @param needs the session
     * @param isForm whether its token comes with a form, and not in a header
     * @param handler answers
     */
    record PageRoute(String method, String path, Needs needs, boolean isForm, Handler handler) {
        /** What stands for the placeholders, if these segments are this route's. */
        Optional<List<String>> match(List<String> segments) {
            String[] own = path.split("/", -1);
            if (own.length != segments.size()) {
                return Optional.empty();
            }
            List<String> found = new ArrayList<>();
            for (int i = 0; i < own.length; i++) {
                if (own[i].equals("{}") && !segments.get(i).isEmpty()) {
                    found.add(segments.get(i));
                } else if (!own[i].equals(segments.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(found);
        }
    }

    /** All routes; of two that match, the first one answers. */
    static final List<PageRoute> ROUTES = routes();

    private static List<PageRoute> routes() {
        List<PageRoute> routes = new ArrayList<>(List.of(
                get("assets/{}/{}", Needs.NOTHING, AccountPages::asset),
                get("login", Needs.NOTHING, AccountPages::loginForm),
                post("login", Needs.NOTHING, AccountPages::login),
                get("operator", Needs.NOTHING, AccountPages::operator),
                post("sign-out", Needs.READER, AccountPages::signOut),
                post("theme", Needs.READER, AccountPages::theme),
                get("", Needs.READER, OverviewPage::show),
                post("workspace", Needs.OPERATOR, AccountPages::workspace),
                get("keys", Needs.OPERATOR, KeyPages::list),
                post("keys", Needs.OPERATOR, KeyPages::create),
                get("keys/{}/revoke", Needs.OPERATOR, KeyPages::confirmRevoke),
                post("keys/{}/revoke", Needs.OPERATOR, KeyPages::revoke),
                get("callbacks", Needs.OPERATOR, CallbacksPage::show),
                post("callbacks", Needs.OPERATOR, CallbacksPage::retry),
                get("grid", Needs.OPERATOR, GridPage::show),
                post("grid/maintenance", Needs.OPERATOR, GridPage::maintain),
                get("grid/retention", Needs.OPERATOR, GridPage::retention),
                get("fleet/forget", Needs.OPERATOR, NodeForgetting::confirm),
                post("fleet/forget", Needs.OPERATOR, NodeForgetting::forget),
                get("usage", Needs.READER, UsagePage::show),
                get("templates", Needs.READER, LibraryPages::templates),
                get("files", Needs.READER, LibraryPages::files),
                get("queue", Needs.READER, QueuePages::list),
                get("fleet", Needs.READER, FleetPages::list),
                get("fleet/node", Needs.READER, FleetPages::node),
                get("search", Needs.READER, JobsPage::search),
                get("jobs", Needs.READER, JobsPage::list),
                get("jobs.csv", Needs.READER, JobsPage::export),
                get("submit", Needs.MEMBER, SubmitPage::form),
                post("submit", Needs.MEMBER, SubmitPage::post),
                new PageRoute("POST", "files/upload", Needs.MEMBER, false, SubmitPage::upload),
                post("jobs/actions", Needs.MEMBER, JobActions::many),
                get("jobs/{}", Needs.READER, JobPages::first),
                get("jobs/{}/cancel", Needs.MEMBER, JobActions::confirmCancel),
                post("jobs/{}/cancel", Needs.MEMBER, JobActions::cancel),
                post("jobs/{}/launch", Needs.MEMBER, JobActions::launch),
                post("jobs/{}/rerun", Needs.MEMBER, JobActions::rerun),
                post("jobs/{}/template", Needs.WRITER, LibraryPages::save),
                post("jobs/{}/callback", Needs.MEMBER, JobActions::retryCallback),
                get("jobs/{}/log.txt", Needs.READER, JobLogPage::raw),
                get("jobs/{}/log/lines", Needs.READER, JobLogPage::lines),
                get("jobs/{}/log/find", Needs.READER, JobLogPage::find),
                get("jobs/{}/files/{}", Needs.READER, JobPages::download)));
        JobView.TABS.forEach(tab -> routes.add(get("jobs/{}/" + tab, Needs.READER, visit -> JobPages.tab(visit, tab))));
        return List.copyOf(routes);
    }

    private static PageRoute get(String path, Needs needs, Handler handler) {
        return new PageRoute("GET", path, needs, false, handler);
    }

    private static PageRoute post(String path, Needs needs, Handler handler) {
        return new PageRoute("POST", path, needs, true, handler);
    }
}
