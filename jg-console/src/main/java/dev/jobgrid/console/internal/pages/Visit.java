package dev.jobgrid.console.internal.pages;

import dev.jobgrid.JobGrid;
import dev.jobgrid.Operations;
import dev.jobgrid.auth.Scope;
import dev.jobgrid.console.internal.session.Visitor;
import dev.jobgrid.console.internal.templates.JteconfirmGenerated;
import dev.jobgrid.console.internal.templates.JtemessageGenerated;
import dev.jobgrid.console.internal.views.ConfirmView;
import dev.jobgrid.console.internal.views.Frame;
import dev.jobgrid.console.internal.views.MessageView;
import dev.jobgrid.console.internal.web.ConsoleRequest;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.http.HttpAdapter;
import gg.jte.html.HtmlInterceptor;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One request with who sent it. Single-threaded.
 *
 * @param parts what all pages share
 * @param request the request
 * @param visitor who sent it; empty for pages that anybody may see
 * @param path what stands for the route's placeholders
 */
record Visit(ConsoleParts parts, ConsoleRequest request, Optional<Visitor> visitor, List<String> path) {
    /** The cookie with the theme that was chosen. */
    static final String THEME = "jg_theme";

    private static final HtmlInterceptor NOTHING = new HtmlInterceptor() {
        @Override
        public void onHtmlTagOpened(String name, Map<String, Object> attributes, gg.jte.TemplateOutput out) {}

        @Override
        public void onHtmlTagClosed(String name, gg.jte.TemplateOutput out) {}
    };

    /** Writes a page by its template. */
    @FunctionalInterface
    interface Template {
        void render(HtmlTemplateOutput out, HtmlInterceptor none, Frame frame);
    }

    /** The grid as the visitor may use it. */
    JobGrid grid() {
        return parts.grid().as(who().caller());
    }

    /**
     * What the operator of the grid may do, which no scope limits.
     *
     * @throws JobGridException FORBIDDEN if the visitor is none
     */
    Operations operations() {
        requireOperator();
        return parts.grid().operations();
    }

    /**
     * The administration of the grid's storage, if the console has it.
     *
     * @throws JobGridException FORBIDDEN if the visitor is no operator
     */
    Optional<GridAdmin> admin() {
        requireOperator();
        return parts.admin();
    }

    private void requireOperator() {
        if (!who().isOperator()) {
            throw new JobGridException(ErrorCode.FORBIDDEN, "only the operator of the grid may do this");
        }
    }

    /** Who sent the request. */
    Visitor who() {
        return visitor.orElseThrow(() -> new IllegalStateException("this route knows no visitor"));
    }

    Instant now() {
        return parts.clock().instant();
    }

    Params query() {
        return request.query();
    }

    Params form() throws IOException {
        return request.form();
    }

    /** What stands for the first placeholder of the route. */
    String first() {
        return path.get(0);
    }

    /** Refuses parameters that the page does not know. */
    void checkQuery(List<String> known) {
        QueryNames.check(query(), known);
    }

    /** The key of a view of this visitor's workspace. */
    ViewCache.Key view(String page, String about) {
        return new ViewCache.Key(who().caller().workspace(), page, about);
    }

    /** A page that does not change. */
    PageAnswer page(int status, String title, String nav, Template template) {
        return PageAnswer.html(status, html(template, frame(title, nav, Frame.Live.NOT)));
    }

    /** A page that asks for news. If it has this version already, the answer is empty. */
    PageAnswer live(String title, String nav, Frame.Live live, Template template) {
        if (request.liveVersion().filter(live.version()::equals).isPresent()) {
            request.servlet().setAttribute(HttpAdapter.UNLOGGED, true);
            return PageAnswer.empty(204).with(ConsoleRequest.LIVE, live.version());
        }
        return PageAnswer.html(200, html(template, frame(title, nav, live))).with(ConsoleRequest.LIVE, live.version());
    }

    /** A card with one sentence. */
    PageAnswer message(int status, MessageView view) {
        return page(
                status, view.heading(), "", (out, none, frame) -> JtemessageGenerated.render(out, none, frame, view));
    }

    /** Asks before something is done. */
    PageAnswer confirm(String nav, ConfirmView view) {
        return page(
                200, "Are you sure?", nav, (out, none, frame) -> JteconfirmGenerated.render(out, none, frame, view));
    }

    /** Another page of the console; the address is relative to the mount. */
    PageAnswer see(String belowMount) {
        return PageAnswer.see(request.root() + belowMount);
    }

    /** Where a form wants to go back to: below the mount, and nowhere else. */
    static String wayBack(String next) {
        boolean isBelow = next.matches("[A-Za-z0-9_.~%/-]*(\\?[A-Za-z0-9_.~%=&+*-]*)?")
                && !next.startsWith("/")
                && !next.contains("//")
                && !next.toLowerCase(Locale.ROOT).contains("%2e")
                && !next.contains("..");
        return isBelow ? next : "";
    }

    private static String html(Template template, Frame frame) {
        StringOutput text = new StringOutput();
        template.render(new PageOutput(text), NOTHING, frame);
        return text.toString();
    }

    private Frame frame(String title, String nav, Frame.Live live) {
        String theme = request.cookie(THEME)
                .filter(name -> name.equals("light") || name.equals("dark"))
                .orElse("auto");
        return new Frame(
                title,
                nav,
                request.root(),
                request.root() + parts.assets().folder(),
                request.here(),
                theme,
                visitor.map(parts.tokens()::issue).orElse(""),
                visitor.map(Visit::shown).orElse(Frame.Who.NOBODY),
                live);
    }

    private static Frame.Who shown(Visitor visitor) {
        String scopes = visitor.caller().scopes().stream()
                .map(Scope::published)
                .sorted()
                .collect(Collectors.joining(", "));
        return new Frame.Who(
                visitor.caller().subject(),
                visitor.caller().workspace().value(),
                visitor.isOperator() ? "operator" : scopes,
                visitor.isMember(),
                visitor.isWriter(),
                visitor.isOperator(),
                visitor.canSignOut());
    }

    /** A refusal of what was asked for. */
    static JobGridException refused(String message) {
        return new JobGridException(ErrorCode.INVALID_REQUEST, message);
    }
}
