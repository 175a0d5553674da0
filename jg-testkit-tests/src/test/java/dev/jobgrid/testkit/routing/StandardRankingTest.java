package dev.jobgrid.testkit.routing;

import dev.jobgrid.routing.Router;

final class StandardRankingTest extends RankingLaws {
    @Override
    protected Router router() {
        return Router.standard();
    }
}
