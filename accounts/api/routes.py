"""Every route of the accounts, for the composition root to mount."""

from fastapi import APIRouter

from accounts.account import api as account
from accounts.audit import api as audit
from accounts.oidc import api as oidc
from accounts.organizations import api as organizations
from accounts.roles import api as roles
from accounts.sessions import api as sessions
from accounts.sessions import running
from accounts.setup import api as setup
from accounts.tokens import api as tokens
from accounts.users import api as users
from accounts.viewings import api as viewings

router = APIRouter()
PACKAGES = (
    sessions,
    oidc,
    running,
    account,
    setup,
    organizations,
    roles,
    users,
    tokens,
    audit,
    viewings,
)
for package in PACKAGES:
    router.include_router(package.routes)
router.include_router(organizations.directory)
