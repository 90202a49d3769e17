"""Which widgets show which state."""

from __future__ import annotations

from kiosk import staff_states as t
from kiosk import states as s
from kiosk.screens.already_holds import AlreadyHoldsView
from kiosk.screens.appointment_prompt import AppointmentPromptView
from kiosk.screens.asking_held import AskingHeldView
from kiosk.screens.asleep import AsleepView
from kiosk.screens.busy import BusyView
from kiosk.screens.card_prompt import CardPromptView
from kiosk.screens.closed import ClosedView
from kiosk.screens.ease import EaseView
from kiosk.screens.frame import View, World
from kiosk.screens.guide_shown import GuideShownView
from kiosk.screens.guides import GuidesView
from kiosk.screens.help import HelpView
from kiosk.screens.home import HomeView
from kiosk.screens.idle_warning import IdleWarningView
from kiosk.screens.languages import LanguagesView
from kiosk.screens.looking_up import LookingUpView
from kiosk.screens.no_paper import NoPaperView
from kiosk.screens.no_ticket_found import NoTicketFoundView
from kiosk.screens.outside_hours import OutsideHoursView
from kiosk.screens.paper_change import PaperChangeView
from kiosk.screens.phone_pad import PhonePadView
from kiosk.screens.print_unknown import PrintUnknownView
from kiosk.screens.printer_down_first import PrinterDownFirstView
from kiosk.screens.printing import PrintingView
from kiosk.screens.recent_slips import RecentSlipsView
from kiosk.screens.refused import RefusedView
from kiosk.screens.server_away import ServerAwayView
from kiosk.screens.services import ServicesView
from kiosk.screens.staff_list import AboutKioskView, DeviceStatesView
from kiosk.screens.staff_menu import StaffMenuView
from kiosk.screens.staff_pin import StaffPinView
from kiosk.screens.take_ticket import TakeTicketView
from kiosk.screens.ticket_shown import TicketShownView
from kiosk.screens.volume import VolumeView

VIEWS: dict[type[s.Screen], type[View]] = {
    s.Home: HomeView,
    s.Services: ServicesView,
    s.CardPrompt: CardPromptView,
    s.AppointmentPrompt: AppointmentPromptView,
    s.PhonePad: PhonePadView,
    s.AskingHeld: AskingHeldView,
    s.AlreadyHolds: AlreadyHoldsView,
    s.PrinterDownFirst: PrinterDownFirstView,
    s.Busy: BusyView,
    s.ServerAway: ServerAwayView,
    s.Printing: PrintingView,
    s.TakeTicket: TakeTicketView,
    s.NoPaper: NoPaperView,
    s.PrintUnknown: PrintUnknownView,
    s.Refused: RefusedView,
    s.Asleep: AsleepView,
    s.LookingUp: LookingUpView,
    s.TicketShown: TicketShownView,
    s.NoTicketFound: NoTicketFoundView,
    s.Guides: GuidesView,
    s.GuideShown: GuideShownView,
    s.Help: HelpView,
    s.Ease: EaseView,
    s.Languages: LanguagesView,
    s.IdleWarning: IdleWarningView,
    s.Closed: ClosedView,
    t.StaffPin: StaffPinView,
    t.StaffMenu: StaffMenuView,
    t.PaperChange: PaperChangeView,
    t.DeviceStates: DeviceStatesView,
    t.RecentSlips: RecentSlipsView,
    t.Volume: VolumeView,
    t.AboutKiosk: AboutKioskView,
}


def view_of(screen: s.Screen, world: World) -> View:
    if isinstance(screen, s.Home) and not world.opening().is_open:
        return OutsideHoursView(screen, world)
    return VIEWS[type(screen)](screen, world)
