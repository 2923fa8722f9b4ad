"""The deployment's address book: everything belongs to the product."""

from django.urls import include, path

urlpatterns = [path("", include("imagine.urls"))]
