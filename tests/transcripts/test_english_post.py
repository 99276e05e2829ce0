"""The post room in English: what one is told, a competition and its reminder, a notice received and a notice written."""

from tests.conftest import Play

ADMIN = """
管 > /language
管 < …
管 > [English]
管 <! OK, English from now on
管 <✎ …
管 < This is English now; so are the menu and the keys below.
"""


async def test_a_worker_follows_a_competition_and_is_reminded(play: Play) -> None:
    await play("""
        english > /settings
        english < Reminder settings
                  You get: Notices, Competitions, Training reminders
                  Quiet hours: 21:00–8:00
                  Several things on one day: in one message
                  Language: English (change it with /language)
                  Trade of interest: none chosen
                  Street of interest: none chosen
                  What you change is kept at once, with your Telegram number; /privacy shows and erases it.
                  [✓ Notices] [✓ Competitions]
                  [✓ Training reminders]
                  [Quiet hours] [Send one by one]
                  [My trades] [My streets]
        english > What competitions are there
        english < Skills competitions · 4
                  1 示例·中式烹饪技能竞赛
                  Open for registration · Registration closes: Thu 3 Dec 18:00
                  …
                  [1] [2] [3] [4]
                  [Past competitions]
        english > [1]
        english <✎ 示例·中式烹饪技能竞赛
                  Open for registration · Registration closes: Thu 3 Dec 18:00
                  …
                  ✓ Registration opens: Wed 11 Nov 09:00
                  · Registration closes: Thu 3 Dec 18:00
                  …
                  [Register] [Follow]
                  [Add to calendar]
                  [Back to the list]
        english > [Follow]
        english <✎ One question first
                  To follow “示例·中式烹饪技能竞赛”, your Telegram number …
                  …
                  [Agree and follow] [No, thanks]
        english > [Agree and follow]
        english <! Followed; you will be reminded in time
        english <✎ …
                  [Register] [Unfollow]
                  [Add to calendar]
                  [Back to the list]
        * +1d
        english < “示例·中式烹饪技能竞赛”: registration closes Thu 3 Dec 18:00, tomorrow.
                  [Register]
                  [Tomorrow] [Stop reminding me]
        english > [Tomorrow]
        english <! OK, I will remind you again Thu 3 Dec 09:00
    """)


async def test_an_admin_writes_a_notice_and_a_worker_confirms_it(play: Play) -> None:
    await play(ADMIN)
    await play("""
        english > /start
        english < Studio assistant
                  …
        管 > Send a notice
        管 < What is the notice's title?…
             [Skip] [Cancel]
        管 > Training hall closed
        管 < Send the text, at most 4096 characters.…
             [Back] [Cancel]
        管 > The training hall is closed on Saturday.
        管 < Send me a picture or file to go with it, or skip.
             [Skip] [Back] [Cancel]
        管 > [Skip]
        管 <✎ The notice reads:
             …
             [Next]
             [Back to change] [Cancel]
        管 > [Next]
        管 <✎ Draft notice
             Training hall closed
             The training hall is closed on Saturday.
             Buttons: none
             To: nobody chosen yet
             When: now (60 seconds after you confirm)
             [Recipients] [Buttons]
             [Time] [Also to newcomers]
             [Preview] [Test]
             [Edit text] [Delete draft]
             [Send…] [Back to the list]
        管 > [Recipients]
        管 <✎ To whom
             …
             [Role] [Level] [Sector]
             [Street] [Unit] [Studios]
             [Trade] [Competition] [Registered]
             [Not registered] [Confirmed] [Not confirmed]
             [Everybody] [Back]
        管 > [Everybody]
        管 <✎ To whom
             Everybody …
             …
        管 > [Done]
        管 <✎ Draft notice
             …
        管 > [Buttons]
        管 <✎ Buttons below the notice
             …
        管 > [+ Read]
        管 <✎ …
        管 > [Done]
        管 <✎ Draft notice
             …
             Buttons: Read
             To: everybody
             …
        管 > [Send…]
        管 <✎ Please look once more
             …
             [Yes, send]
             [Back to change]
        管 > [Yes, send]
        管 <✎ Training hall closed
             🕘 Sending begins within 60 seconds; you can still undo it.
             …
             [Undo]
             [Refresh]
             [Back to the list]
        …
        * +2m
        english < Training hall closed
                  The training hall is closed on Saturday.
                  [Read]
        …
        english > [Read]
        english <! Confirmed, thank you
        …
    """)


async def test_times_and_days_off_are_understood_in_english(play: Play) -> None:
    await play(ADMIN)
    await play("""
        管 > New competition
        管 < What is the competition called?
             [Cancel]
        管 > Welding contest of the district
        管 < Which trade is it? …
        管 > [Skip]
        管 <✎ Who organises it?
        管 > [Skip]
        管 <✎ Who may enter? …
        管 > [Skip]
        管 <✎ Where does it take place?
        管 > [Skip]
        管 <✎ When does registration close? …
        管 > Registration opens 12-05 Registration closes 12-20 18:00 preliminary round 01-10 9:00
        管 < The times now:
             · Registration opens: Sat 5 Dec 09:00
             · Registration closes: Sun 20 Dec 18:00
             · Preliminary round: Sun 10 Jan 2027 09:00
             You can add: Eligibility check, Semi-final, Final, Publication. …
        管 > Semi-final 01-16, final 01-17 10:00
        管 < The times now:
             …
             · Semi-final: Sat 16 Jan 2027 09:00
             · Final: Sun 17 Jan 2027 10:00
             …
        管 > [Cancel]
        管 <✎ …
        管 > /calendar
        管 < Work calendar
             …
        管 > [Enter days]
        管 <✎ Send me the days off and the make-up working days, …
        管 > 2027-02-14 work
             2027-02-15 to 2027-02-21 off Spring Festival
        管 < Please look it over:
             2027-02-14 Sun work (entered here)
             2027-02-15 Mon to 02-21 Sun off · Spring Festival (entered here)
             8 days. They count at once when entered.…
             [Enter days]
             [Back to change] [Cancel]
    """)
