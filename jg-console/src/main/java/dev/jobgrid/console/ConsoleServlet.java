package dev.jobgrid.console;

import dev.jobgrid.console.internal.pages.ConsoleRouter;
import dev.jobgrid.console.internal.web.ConsoleRequest;
import dev.jobgrid.console.internal.web.PageAnswer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** The console as a servlet: sends what the router answers, with the headers that every answer has. Thread-safe. */
final class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Nothing from elsewhere, and no script or style within a page. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
            + " require-trusted-types-for 'script'; trusted-types jg";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            POLICY,
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private final transient ConsoleRouter router;

    ConsoleServlet(ConsoleRouter router) {
        this.router = router;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ConsoleRequest asked = new ConsoleRequest(request);
        PageAnswer answer = router.answer(asked);
        HEADERS.forEach(response::setHeader);
        answer.headers().forEach(response::setHeader);
        response.setStatus(answer.status());
        Optional<PageAnswer.Body> body = answer.body();
        if (body.isEmpty() || request.getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = response.getOutputStream();
        if (answer.isCompressible()
                && asked.header("Accept-Encoding").orElse("").contains("gzip")) {
            response.setHeader("Content-Encoding", "gzip");
            response.setHeader("Vary", "Accept-Encoding");
            GZIPOutputStream packed = new GZIPOutputStream(out);
            body.get().write(packed);
            packed.finish();
        } else {
            body.get().write(out);
        }
    }
}
