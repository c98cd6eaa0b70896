# ruff: noqa: E501 — word lists read best as lists
"""Nicknames, and names romanised from scripts that Faker gives in their own letters."""

from __future__ import annotations

NICKNAMES = """
Al Alex Andy Angie Art Barb Barney Bart Becky Ben Benny Bernie Bert Beth Betsy Bette Bev Bill Billy
Bob Bobby Brad Bri Bud Cal Candi Cathy Charlie Chas Chip Chris Chrissy Chuck Cindy Cliff Clint Cody
Connie Cory Dan Danny Darcy Dave Deb Debbie Debi Deb Den Denny Di Dick Don Donnie Dot Doug Drew Ed
Eddie Edie El Eli Ellie Ernie Fran Frankie Fred Freddie Gabe Gail Gene Geoff Gerry Gil Ginger Ginny
Greg Gus Hal Hank Harry Herb Izzy Jack Jackie Jake Jamie Jan Jason Jay Jeff Jen Jenn Jenny Jeri Jerry
Jess Jill Jim Jimmy Jo Joe Joey Johnny Jon Josh Judi Judy Jules Kam Kat Kate Kath Kathy Katie Kay Kel
Kelly Ken Kenny Kev Kim Kit Kris Kristi Lance Larry Len Leo Les Lex Lib Lin Lise Liz Liza Lon Lori Lou
Lucy Luke Lyn Mac Maddy Mandy Marge Marj Marty Matt Maury Max Meg Mel Mick Mickey Mike Mikey Mimi Mindy
Missy Mitch Moe Molly Monty Nan Nancy Nat Nate Ned Nell Nic Nick Nicky Nikki Norm Ollie Pam Pat Patti
Patty Paul Peg Peggy Penny Pete Phil Phyl Ralph Randy Ray Reg Rich Richie Rick Ricky Rob Robbie Robin
Rod Ron Ronnie Ross Rox Roy Russ Rusty Sal Sally Sam Sammy Sandy Sara Shari Shel Shelly Sherri Sid Skip
Stacy Stan Steph Steve Stevie Stew Stu Sue Susie Tad Ted Teddy Teri Terry Tess Theo Tim Timmy Tina Toby
Todd Tom Tommy Toni Tony Traci Tracy Trish Trudy Val Van Vern Vic Vicki Vin Vince Vinny Viv Wally Walt
Wes Will Willie Woody Zach Zack Zoe
""".split()

#: culture → (given names, family names), romanised
CULTURES: dict[str, tuple[list[str], list[str]]] = {
    culture: (given.split(), family.split())
    for culture, given, family in (
        (
            "chinese",
            """Wei Fang Li Jing Yan Hui Ming Jun Lei Xia Ping Hong Gang Hao Jie Ting Ying Xin Yu Bo
            Chao Dong Feng Guang Hai Jia Kai Lan Mei Ning Peng Qiang Rong Shan Tao Xiang Yang Zhen
            Xiaoming Xiaoli Jianguo Haoran Zihan Yuxuan Yifan Meiling Jiahui Wenjing Zhiwei Shuang
            Ruixin Siyuan Tianyu Weiming Xuefeng Yaping Zhihong Guoqiang Lihua Chunhua""",
            """Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo
            Zheng Liang Xie Song Tang Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang
            Yu Du Ye Cheng Wei Su Lu Ding Ren Shen Yao Zhong Cui Tan Fan Liao Shi Jia Xia Fu Ouyang
            Wong Chan Cheung Lau Leung Kwok Tsang Hui Mak Fung Ng Chow Yip""",
        ),
        (
            "japanese",
            """Hiroshi Takashi Kenji Akira Yuki Haruto Sota Ren Yuto Daiki Kazuki Shota Naoki Tomoko
            Keiko Yumi Naomi Sakura Aoi Hina Yui Mei Rin Haruka Misaki Ayumi Emi Kaori Megumi Mika
            Noriko Sachiko Shigeru Satoshi Makoto Minoru Osamu Tadashi Toshio Yoshio Masaru Koji
            Ryota Tsubasa Asuka Chiaki Eriko Fumiko Hanako Junko Katsuo Ryosuke Shinji Taro""",
            """Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida
            Yamada Sasaki Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Saito Mori Abe Ikeda
            Hashimoto Yamashita Ishikawa Ogawa Goto Okada Hasegawa Murakami Kondo Ishii Sakamoto
            Endo Aoki Fujii Nishimura Fukuda Ota Miura Fujiwara Okamoto Matsuda Nakajima Harada Ono
            Tamura Takeuchi Kaneko Wada Nakayama Ueda Morita Shibata Sakai Kudo Miyazaki Uchida""",
        ),
        (
            "korean",
            """Minjun Seojun Jihoon Hyunwoo Jinwoo Sungmin Youngho Dongwook Kyungsoo Jiwon Seoyeon
            Minji Soojin Hyejin Eunji Yuna Jihye Sunhee Miyoung Jaehyun Taehyung Jungkook Seokjin
            Hyun-woo Ji-hoon Min-jun Soo-jin Eun-ji Young-ho Sung-min Ji-won Hye-jin Kyung-hee
            Dong-hyun Seung-hoon Jae-won Tae-yang Sang-woo Mi-sook Eun-kyung""",
            """Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Yoo
            Hong Jeon Ko Moon Son Yang Bae Baek Heo Nam Shim Noh Ha Kwak Sung Cha Joo Woo Min""",
        ),
        (
            "vietnamese",
            """Anh Binh Chi Cuong Dung Duc Duong Giang Ha Hai Hanh Hieu Hoa Hoang Hung Huong Khanh
            Lan Linh Long Mai Minh Nam Ngoc Nhung Phuc Phuong Quang Quynh Son Thanh Thao Thu Thuy
            Tien Trang Trung Tuan Tuyet Van Viet Vinh Xuan Yen""",
            """Nguyen Tran Le Pham Huynh Hoang Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly Dinh Trinh
            Luong Mai Dao Truong Lam Ha Cao Chau""",
        ),
        (
            "indian",
            """Aarav Aditi Aditya Ajay Akash Amit Amita Anand Anil Anita Anjali Ankit Arjun Arun
            Asha Ashok Bhavna Chandra Deepa Deepak Dinesh Divya Gaurav Geeta Girish Harish Hema
            Indira Ishaan Jaya Kavita Kiran Krishna Lakshmi Lalita Mahesh Manish Manoj Meena Meera
            Mohan Mukesh Nandini Naresh Neha Nikhil Nisha Nitin Pooja Prabha Pradeep Prakash Pranav
            Prasad Priya Rahul Raj Rajesh Rajiv Rakesh Ramesh Ravi Rekha Ritu Rohan Rohit Sachin
            Sandeep Sangeeta Sanjay Sarita Satish Shalini Shankar Shilpa Shiv Shreya Sita Sneha
            Sonal Srinivas Subhash Sudhir Sunil Sunita Suresh Swati Tanvi Tarun Uma Usha Varun Vasant
            Venkat Vidya Vijay Vikram Vikas Vinay Vineet Vinod Vivek Yash Zubin Vasudha Srikanth
            Karthik Padma Raghu Sridhar Anirudh Bala Ganesh Murali Venkatesh""",
            """Sharma Verma Gupta Singh Kumar Patel Shah Mehta Joshi Desai Reddy Rao Nair Menon Iyer
            Iyengar Pillai Krishnan Subramanian Raman Chatterjee Mukherjee Banerjee Das Bose Sen
            Ghosh Dutta Roy Chakraborty Agarwal Aggarwal Bansal Goyal Jain Kapoor Khanna Malhotra
            Chopra Arora Bhatia Sethi Anand Saxena Srivastava Mishra Pandey Tiwari Trivedi Dubey
            Chaudhary Yadav Thakur Rathore Chauhan Naidu Gowda Hegde Shetty Kulkarni Deshpande Patil
            Pawar Jadhav Kaur Gill Sandhu Sidhu Grewal Dhillon Bhatt Parikh Modi Gandhi Rajan
            Venkataraman Narayanan Balasubramanian Swaminathan Natarajan Parekh""",
        ),
        (
            "arabic",
            """Ahmed Mohammed Muhammad Mohamed Ali Omar Hassan Hussein Ibrahim Khalid Youssef Yusuf
            Mustafa Mahmoud Karim Samir Tariq Walid Ziad Faisal Fahad Abdullah Abdulrahman Hamza
            Bilal Nasser Rashid Salim Sami Jamal Kamal Marwan Nabil Rami Fatima Aisha Maryam Layla
            Leila Noor Nour Zainab Khadija Amina Hala Huda Iman Lina Mona Nadia Rania Reem Salma
            Samira Sara Yasmin Zahra Dalia Dina Ghada Hanan""",
            """Haddad Khoury Mansour Nasser Saleh Hamdan Khalil Aziz Rahman Farouk Shaheen Awad
            Darwish Qasim Sabbagh Najjar Zaki Sharif Bakr Hakim Fayed Ghanem Habib Jaber Kassem
            Maalouf Rizk Salameh Tawil Younis Zidan Al-Rashid Al-Hashimi Al-Masri El-Sayed El-Amin
            Boutros Chahine""",
        ),
        (
            "persian-turkish",
            """Reza Dariush Farhad Kaveh Arash Behnam Mehdi Navid Omid Shahram Babak Shirin Parisa
            Mahsa Nasrin Azadeh Golnaz Laleh Niloufar Mehmet Mustafa Emre Burak Cem Deniz Kemal Murat
            Serkan Tolga Umut Yavuz Ayse Elif Esra Fatma Gul Merve Ozlem Selin Zeynep Ebru Hakan""",
            """Ahmadi Hosseini Karimi Rezaei Moradi Jafari Tehrani Shirazi Farahani Ghorbani Yilmaz
            Kaya Demir Sahin Celik Yildiz Yildirim Ozturk Aydin Ozdemir Arslan Dogan Kilic Aslan
            Cetin Kara Koc Kurt Ozkan Simsek Polat Erdogan Turan""",
        ),
        (
            "russian",
            """Aleksandr Alexei Anatoly Andrei Boris Dmitry Dmitri Evgeny Fyodor Grigory Igor Ilya
            Ivan Kirill Konstantin Leonid Maxim Mikhail Nikita Nikolai Oleg Pavel Pyotr Roman Ruslan
            Sergei Sergey Stanislav Timur Vadim Valery Vasily Viktor Vitaly Vladimir Vladislav
            Yaroslav Yevgeny Yuri Alina Anastasia Anna Daria Ekaterina Elena Galina Irina Katerina
            Ksenia Larisa Lyudmila Marina Nadezhda Natalia Natasha Oksana Olga Polina Raisa Svetlana
            Tatiana Valentina Vera Yulia Zoya Bohdan Taras Oleksandr Volodymyr Andriy Olena""",
            """Ivanov Smirnov Kuznetsov Popov Vasiliev Petrov Sokolov Mikhailov Novikov Fedorov
            Morozov Volkov Alekseev Lebedev Semenov Egorov Pavlov Kozlov Stepanov Nikolaev Orlov
            Andreev Makarov Nikitin Zakharov Zaitsev Solovyov Borisov Yakovlev Grigoriev Romanov
            Ivanova Smirnova Kuznetsova Popova Petrova Sokolova Volkova Orlova Shevchenko Kovalenko
            Bondarenko Tkachenko Kravchenko Melnyk Boyko Kovalchuk Savchenko Lysenko Petrenko""",
        ),
        (
            "greek-hebrew",
            """Giorgos Dimitris Kostas Nikos Yannis Panagiotis Christos Stavros Spyros Eleni Maria
            Katerina Sofia Vasiliki Despina Ioanna Avi Yossi Moshe David Shlomo Eitan Noam Amir
            Yael Tamar Shira Noa Michal Rivka Orly Ronen Gilad Ehud Dov Uri""",
            """Papadopoulos Georgiou Dimitriou Nikolaidis Papandreou Karamanlis Vlachos Antoniou
            Economou Christodoulou Papadakis Cohen Levi Mizrahi Peretz Biton Friedman Azoulay Katz
            Ben-David Bar-Lev Shapira Goldberg Rosen Weiss Barak""",
        ),
        (
            "african",
            """Chinedu Chidi Emeka Ngozi Adaeze Chioma Obinna Uche Ikenna Tunde Segun Femi Kunle
            Yemi Bola Folake Kwame Kofi Kwesi Yaw Ama Abena Akua Esi Juma Wanjiru Wambui Njeri
            Kamau Otieno Achieng Akinyi Odhiambo Thabo Sipho Nomvula Lerato Themba Zanele Mandla
            Tendai Tatenda Rudo Chipo Abebe Tadesse Almaz Tigist Haile Selam Moussa Mamadou Amadou
            Ousmane Fatou Aminata Awa Ibrahima""",
            """Okafor Okonkwo Adeyemi Adebayo Balogun Eze Nwosu Obi Okeke Onyango Odinga Kenyatta
            Mwangi Kariuki Njoroge Ochieng Mutua Kimani Mensah Owusu Boateng Asante Appiah Osei
            Dlamini Nkosi Ndlovu Khumalo Mokoena Zulu Moyo Ncube Sibanda Tesfaye Bekele Girma
            Diallo Traore Coulibaly Diop Ndiaye Sow Keita Toure Kone Camara""",
        ),
        (
            "southeast-asian",
            """Budi Agus Dewi Siti Putri Rizky Andi Wahyu Yanto Ratna Joko Sri Ayu Bayu Nurul Ahmad
            Farah Azlan Aminah Somchai Somsak Siriporn Nattapong Kanya Malee Prasert Jose Maria
            Juan Angelica Rodrigo Ligaya Bayani Aung Thida Zaw Sokha Dara""",
            """Wijaya Santoso Suharto Susanto Hidayat Kusuma Pratama Nugroho Setiawan Saputra Lestari
            Abdullah Ismail Razak Srisai Chaiyaporn Thongchai Reyes Cruz Bautista Ocampo Garcia
            Mendoza Santos Villanueva Aquino Magsaysay Win Htun Sok Chea""",
        ),
        (
            "celtic",
            """Aoife Aisling Brendan Brian Cathal Ciara Ciaran Colm Conor Cormac Declan Deirdre
            Diarmuid Eamon Eoin Fergal Fiona Fionn Grainne Kieran Liam Maeve Mairead Niall Niamh
            Nuala Orla Padraig Roisin Ronan Rory Ruairi Saoirse Seamus Sean Shane Sinead Siobhan
            Sorcha Una Alasdair Angus Callum Catriona Duncan Euan Ewan Fergus Finlay Fraser Gavin
            Gregor Hamish Iain Isla Kirsty Lachlan Malcolm Mhairi Morag Murdo Rhona Rhys Bronwen
            Carys Cerys Dafydd Dylan Emrys Gareth Geraint Gwen Gwyneth Huw Ieuan Ifan Llewellyn
            Lowri Megan Merfyn Nerys Owain Rhiannon Sian Tomos""",
            """O'Brien O'Connor O'Neill O'Sullivan O'Reilly O'Donnell O'Hara O'Leary Murphy Kelly
            Walsh Byrne Ryan Doyle McCarthy Gallagher Doherty Kennedy Lynch Murray Quinn Moore
            McLoughlin Carroll Connolly Daly Wilson Dunne Brennan Burke Collins Campbell Clarke
            Nolan Maguire MacDonald MacLeod McKenzie Mackenzie McGregor MacGregor Cameron Fraser
            Sinclair Buchanan Sutherland Mackay McLean Ferguson Ross Munro Jones Williams Davies
            Evans Thomas Roberts Hughes Lewis Morgan Griffiths Edwards Owen Price Morris Lloyd
            Llewellyn Pugh Bevan""",
        ),
        (
            "jewish-american",
            """Ari Asher Ezra Gideon Hillel Ira Irving Isaac Jonah Joel Leah Levi Miriam Mordechai
            Myron Naomi Nathan Rachel Reuben Ruth Saul Seth Seymour Shelley Sheldon Sidney Simon
            Solomon Sol Stanley Tobias Zev""",
            """Abrams Bernstein Blumenthal Cohen Cohn Epstein Feinberg Feldman Fishman Friedman
            Goldman Goldstein Greenberg Grossman Horowitz Kaplan Katz Klein Kramer Levin Levine
            Levy Lieberman Mandelbaum Rosenberg Rosenthal Rothstein Rubin Schwartz Shapiro Siegel
            Silverman Steinberg Stern Weinberg Weinstein Weissman Zimmerman""",
        ),
        (
            "polish-czech",
            """Agnieszka Andrzej Anna Barbara Bartosz Ewa Grzegorz Jacek Jadwiga Jan Janusz Jerzy
            Joanna Kamil Katarzyna Krzysztof Lukasz Łukasz Maciej Magda Malgorzata Marcin Marek
            Mariusz Michal Paweł Piotr Rafal Ryszard Stanislaw Tomasz Urszula Wojciech Zbigniew
            Zofia Jiří Tomáš Zdeněk Lenka Pavla Radek Ondřej Václav Milan Zuzana Dušan Goran Dragan
            Zoran Nenad Slobodan Bojan Vesna Jelena Snežana Milica Mirjana""",
            """Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański
            Woźniak Dąbrowski Kozłowski Jankowski Mazur Krawczyk Kaczmarek Grabowski Pawłowski
            Kaminski Wisniewski Zielinski Dabrowski Novak Svoboda Novotný Dvořák Černý Procházka
            Kučera Horák Jovanović Petrović Nikolić Marković Đorđević Stojanović Ilić Horvat
            Kovačić Babić Marić Popescu Ionescu Dumitrescu Nagy Kovács Tóth Szabó Horváth""",
        ),
        (
            "spanish-portuguese-italian",
            """Alejandro Alfonso Andrés Antonio Carlos César Diego Eduardo Enrique Esteban Felipe
            Fernando Francisco Gabriel Guillermo Gustavo Héctor Hugo Ignacio Javier Joaquín Jorge
            José Juan Julio Luis Manuel Marcos Mario Miguel Pablo Pedro Rafael Ramón Raúl Ricardo
            Roberto Rodrigo Salvador Santiago Sergio Vicente Alicia Ana Beatriz Carmen Catalina
            Claudia Cristina Dolores Elena Esperanza Guadalupe Inés Isabel Josefina Lucía Luz
            Marisol Mercedes Montserrat Pilar Rocío Rosario Soledad Teresa Verónica Ximena João
            Paulo Tiago Nuno Rui Vasco Gonçalo Inês Margarida Fátima Conceição Thiago Caio
            Giuseppe Giovanni Luca Marco Matteo Paolo Pietro Stefano Vincenzo Alessandro Chiara
            Francesca Giulia Ilaria Lorenzo Luigi Massimo Riccardo Silvia Simona Umberto Valeria""",
            """García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez
            Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Ramos
            Gil Ramírez Serrano Blanco Molina Castro Ortega Delgado Ortiz Rubio Vargas Herrera
            Medina Aguilar Vega Castillo Guerrero Silva Santos Oliveira Souza Pereira Lima Carvalho
            Ferreira Ribeiro Almeida Costa Gomes Martins Araújo Barbosa Rossi Russo Ferrari Esposito
            Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti DeLuca Mancini Costa
            Giordano Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso""",
        ),
        (
            "english-plain",
            """Aaron Abigail Adam Adrian Alan Alice Allen Allison Amanda Amber Amy Andrea Andrew Angela
            Ann Anne Anthony April Ashley Austin Barbara Beverly Blake Brandon Brenda Brent Brett
            Brian Brittany Bruce Bryan Caleb Cameron Carl Carol Caroline Carolyn Catherine Chad
            Charles Charlotte Chase Cheryl Christian Christina Christine Christopher Claire Clark
            Claude Clay Colin Colleen Craig Crystal Curtis Cynthia Dale Dana Daniel Darrell Darren
            Darryl David Dawn Dean Deborah Denise Dennis Derek Diana Diane Donald Donna Doris
            Dorothy Douglas Duane Dustin Dwight Earl Edward Elaine Elizabeth Ellen Emily Emma Eric
            Erica Erin Ethan Eugene Eva Evan Evelyn Faye Felicia Florence Frances Frank Franklin
            Gary George Gerald Gina Glen Glenn Gloria Gordon Grace Graham Grant Gregory Guy Hannah
            Harold Heather Heidi Helen Henry Holly Howard Hunter Ian Irene Jacob Jacqueline James
            Jane Janet Janice Jared Jean Jeanne Jeffrey Jennifer Jeremy Jermaine Jerome Jessica Joan
            Joanne Jodie John Jonathan Jordan Joseph Joshua Joyce Juan Judith Julia Julian Julie
            Justin Karen Karl Katherine Kathleen Kathryn Keith Kenneth Kerry Kevin Kimberly Kristen
            Kristin Kurt Kyle Laura Lauren Lawrence Lee Leigh Leonard Leslie Linda Lindsay Lisa Lloyd
            Lois Loretta Lorraine Louis Louise Lynn Madison Marc Marcus Margaret Maria Marie Marilyn
            Marion Mark Marlene Marsha Martha Martin Mary Matthew Maureen Melanie Melissa Melvin
            Meredith Michael Michelle Mildred Miranda Monica Monique Morgan Nathan Nathaniel Neil
            Nicholas Nicole Nina Noah Nora Norma Norman Olivia Oscar Pamela Patricia Patrick Paula
            Perry Peter Philip Phillip Phyllis Quentin Rachel Ralph Ramona Randall Raymond Rebecca
            Regina Renee Rhonda Richard Rita Robert Roberta Rodney Roger Roland Ronald Rosa Rose
            Rosemary Roxanne Ruby Russell Ruth Ryan Samantha Samuel Sandra Sarah Scott Sean Seth
            Shannon Sharon Shawn Sheila Sheri Sherry Shirley Sonia Sophie Spencer Stacey Stanley
            Stella Stephanie Stephen Steven Stuart Susan Suzanne Sylvia Tamara Tammy Tanya Tara
            Taylor Teresa Theodore Theresa Thomas Tiffany Timothy Tracey Travis Trevor Tyler Valerie
            Vanessa Vera Vernon Veronica Victor Victoria Vincent Virginia Vivian Wade Walter Wanda
            Warren Wayne Wendy Wesley Whitney William Yolanda Yvonne Zachary""",
            """Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore
            Martin Jackson Thompson White Lee Harris Clark Lewis Robinson Walker Hall Young Allen
            King Wright Scott Green Baker Adams Nelson Carter Mitchell Roberts Turner Phillips
            Campbell Parker Evans Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell
            Murphy Bailey Cooper Richardson Cox Howard Ward Peterson Gray James Watson Brooks Kelly
            Sanders Price Bennett Wood Barnes Ross Henderson Coleman Jenkins Perry Powell Long
            Patterson Hughes Washington Butler Simmons Foster Gonzales Bryant Alexander Russell
            Griffin Hayes Myers Ford Hamilton Graham Sullivan Wallace Woods Cole West Jordan Owens
            Reynolds Fisher Ellis Harrison Gibson McDonald Marshall Wells Webb Simpson Stevens
            Tucker Porter Hunter Hicks Crawford Boyd Mason Warren Dixon Ramsey Burns Gordon Shaw
            Holmes Rice Robertson Hunt Black Daniels Palmer Mills Nichols Grant Knight Ferguson
            Rose Stone Hawkins Dunn Perkins Hudson Spencer Gardner Stephens Payne Pierce Berry
            Matthews Arnold Wagner Willis Ray Watkins Olson Carroll Duncan Snyder Hart Cunningham
            Bradley Lane Andrews Harper Fox Riley Armstrong Carpenter Weaver Greene Lawrence
            Elliott Chavez Sims Austin Peters Kelley Franklin Lawson Fields Ratcliff Beck Sayer""",
        ),
    )
}
