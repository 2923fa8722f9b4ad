"""The table of contents: every page has a line and a name."""

from django.urls import path

from imagine.views import accounts, create, decide, detail, health, history, picture, queue, webhook

urlpatterns = [
    path("", create.home, name="home"),
    path("create/", create.catalogue_page, name="catalogue"),
    path("create/<str:generator>/", create.create, name="create"),
    path("history/", history.history, name="history"),
    path("history/changes/", history.changes, name="changes"),
    path("imagines/<int:imagine_id>/", detail.imagine, name="imagine"),
    path("imagines/<int:imagine_id>/cancel/", detail.cancel, name="cancel"),
    path("imagines/<int:imagine_id>/delete/", detail.delete, name="delete"),
    path("imagines/<int:imagine_id>/restore/", detail.restore, name="restore"),
    path("imagines/<int:imagine_id>/retry/", detail.retry, name="retry"),
    path("imagines/<int:imagine_id>/picture/", picture.original, name="picture"),
    path("imagines/<int:imagine_id>/thumbnail/<str:size>/", picture.thumbnail, name="thumbnail"),
    path("queue/", queue.queue, name="queue"),
    path("queue/cancel-all/", queue.cancel_all, name="cancel_all"),
    path("accounts/sign-in/", accounts.SignIn.as_view(), name="sign_in"),
    path("accounts/sign-out/", accounts.sign_out, name="sign_out"),
    path("accounts/demo/<str:role>/", accounts.demo, name="demo"),
    path("accounts/door/", accounts.door, name="door"),
    path("accounts/theme/", accounts.theme, name="theme"),
    path("imagines/<int:imagine_id>/decide/", decide.decide, name="decide"),
    path("hooks/<str:token>/", webhook.hook, name="hook"),
    path("operators/", health.operators, name="operators"),
    path("metrics", health.metrics_text, name="metrics"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
