"""Every route of the accounts, for the composition root to mount."""

from fastapi import APIRouter

from accounts.audit import api as audit
from accounts.organizations import api as organizations
from accounts.roles import api as roles
from accounts.sessions import api as sessions
from accounts.setup import api as setup
from accounts.tokens import api as tokens
from accounts.users import api as users
from accounts.viewings import api as viewings

router = APIRouter()
for package in (sessions, setup, organizations, roles, users, tokens, audit, viewings):
    router.include_router(package.routes)
router.include_router(organizations.directory)
