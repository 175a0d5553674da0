package dev.jobgrid.console.internal.pages;

import dev.jobgrid.console.internal.session.Visitors;
import dev.jobgrid.console.internal.templates.JteloginGenerated;
import dev.jobgrid.console.internal.views.LoginView;
import dev.jobgrid.console.internal.web.PageAnswer;
import dev.jobgrid.console.internal.web.Params;
import dev.jobgrid.id.WorkspaceId;
import java.io.IOException;
import java.time.Duration;

/** Signing in and out, the theme, and the static files. */
final class AccountPages {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private AccountPages() {}

    static PageAnswer asset(Visit visit) {
        boolean takesGzip = visit.request().header("Accept-Encoding").orElse("").contains("gzip");
        return visit.parts().assets().answer(visit.first(), visit.path().get(1), takesGzip);
    }

    static PageAnswer loginForm(Visit visit) {
        return loginPage(visit, 200, "", visit.query().raw("next"));
    }

    private static PageAnswer loginPage(Visit visit, int status, String refusal, String next) {
        LoginView view = new LoginView(
                refusal, Visit.wayBack(next), visit.parts().visitors().keepsSession(visit.request()));
        return visit.page(
                status, "Sign in", "", (out, none, frame) -> JteloginGenerated.render(out, none, frame, view));
    }

    static PageAnswer login(Visit visit) throws IOException {
        Params form = visit.form();
        Visitors.Login login = visit.parts().visitors().signIn(visit.request(), form.raw("key"));
        if (login.cookie().isPresent()) {
            return visit.see(Visit.wayBack(form.raw("next")))
                    .with("Set-Cookie", login.cookie().get());
        }
        return refused(visit, login, form.raw("next"));
    }

    private static PageAnswer refused(Visit visit, Visitors.Login login, String next) {
        PageAnswer refused = loginPage(visit, login.status(), login.refusal(), next);
        return login.retryAfter()
                .map(wait -> refused.with("Retry-After", "" + wait.toSeconds()))
                .orElse(refused);
    }

    /** Begins an operator's session; the address is used up, whatever a browser keeps of it. */
    static PageAnswer operator(Visit visit) {
        if (visit.request().isHead()) {
            return visit.see("login"); // a preview of the link, which is left to whoever follows it
        }
        Visitors.Login login =
                visit.parts().visitors().admit(visit.request(), visit.query().raw("ticket"));
        return login.cookie()
                .map(cookie -> visit.see("").with("Set-Cookie", cookie))
                .orElseGet(() -> refused(visit, login, ""));
    }

    static PageAnswer signOut(Visit visit) {
        return visit.see("login").with("Set-Cookie", visit.parts().visitors().signOut(visit.request()));
    }

    /** The workspace that an operator looks at. */
    static PageAnswer workspace(Visit visit) throws IOException {
        String name = visit.form().raw("workspace").strip();
        try {
            WorkspaceId workspace = new WorkspaceId(name);
            return visit.see("")
                    .with(
                            "Set-Cookie",
                            Visitors.plainCookie(visit.request(), Visitors.WORKSPACE, workspace.value(), DAY));
        } catch (IllegalArgumentException e) {
            throw Visit.refused(String.valueOf(e.getMessage()));
        }
    }

    static PageAnswer theme(Visit visit) throws IOException {
        String theme = visit.form().raw("theme");
        boolean isChosen = theme.equals("light") || theme.equals("dark");
        return visit.see(Visit.wayBack(visit.form().raw("next")))
                .with(
                        "Set-Cookie",
                        Visitors.plainCookie(
                                visit.request(), Visit.THEME, isChosen ? theme : "", isChosen ? YEAR : Duration.ZERO));
    }
}
